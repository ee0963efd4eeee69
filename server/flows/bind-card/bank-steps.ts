/** The conversation with the bank about a card to be bound: a job asks, a route hands codes on, a timer tidies up. */
import type { Id } from '../../kernel/id.ts';
import type { Secret } from '../../kernel/secret.ts';
import { isoTime } from '../../kernel/time.ts';
import { CARD_TOKEN } from '../../mechanisms/bank/index.ts';
import { askForCode, codeMark, confirmCode } from '../../mechanisms/card-check/index.ts';
import { columnList, queryRows, selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import { cards } from '../../mechanisms/instruments/index.ts';
import type { Task, Timer } from '../../mechanisms/jobs/index.ts';
import type { Actor, Outcome } from '../../mechanisms/journal/index.ts';
import { answerBinding, expireBinding, judgeCode, tryCode } from './commands.ts';
import type { InstrumentView } from './contract.ts';

const SWEEP_EVERY_MS = 60_000;
const MAX_SWEPT = 200;

type Steps = Pick<Ground, 'database' | 'gateway' | 'journal' | 'vault' | 'clock'>;

export function bindCardTasks(ground: Steps): Record<string, Task> {
  const { database, journal } = ground;
  return {
    async 'bind-card.ask'({ instrument }: { readonly instrument: Id<'instrument'> }) {
      const [card] = await selectRows(database.pool, cards, [instrument]);
      if (card?.state !== 'asking' || card.details === null) return;
      // 30 of the 35 signs that a reference may have.
      const reference = `ins_${instrument.slice(-26)}`;
      const answer = await askForCode(ground, { reference, details: card.details });
      await journal.submit(answerBinding, {
        key: `${instrument} answered`,
        actor: { id: 'platform' },
        body: { instrument, answer },
      });
    },
  };
}

/** Ends bindings whose code has run out, so that nothing typed stays in the vault. */
export function bindCardSweeper({ database, journal, clock }: Steps): Timer {
  return {
    name: 'bind-card.sweep',
    everyMs: SWEEP_EVERY_MS,
    async run() {
      const text = `select ${columnList(cards as never)} from instruments.card t
        where t.state = 'unverified' and t.expires_at <= $1 limit ${MAX_SWEPT}`;
      const late = await queryRows(database.pool, cards, text, [isoTime(clock.now())]);
      await Promise.all(
        late.map(({ id }) =>
          journal.submit(expireBinding, {
            key: `${id} expired`,
            actor: { id: 'platform' },
            body: { instrument: id },
          }),
        ),
      );
    },
  };
}

/** Tries a code: allowed? (journal), right? (bank), bound or counted (journal). Refuses BANK_UNAVAILABLE on silence. */
export async function verifyCode(
  ground: Steps,
  what: {
    instrument: Id<'instrument'>;
    code: Secret;
    command: { key: string; actor: Actor; person: Id<'person'> };
  },
): Promise<Outcome<InstrumentView>> {
  const { journal, vault } = ground;
  const { instrument, code, command } = what;
  const attempt = codeMark(vault, { subject: instrument, code });
  const tried = await journal.submit(tryCode, {
    key: command.key,
    actor: command.actor,
    body: { instrument, person: command.person, attempt },
  });
  const { verification } = tried.reply();
  const answer = await confirmCode(ground, { mark: attempt, verification, code });
  const token = answer.state === 'verified' ? await vault.seal(CARD_TOKEN, answer.cardToken) : null;
  const outcome = await journal.submit(judgeCode, {
    key: `${instrument} ${attempt}`,
    actor: { id: 'platform' },
    body: {
      instrument,
      attempt,
      answer:
        answer.state === 'verified'
          ? {
              state: 'verified',
              last4: answer.last4,
              brand: answer.brand,
              kind: answer.kind,
              bankName: answer.bankName,
            }
          : { state: 'declined', code: answer.code },
    },
    found: token === null ? {} : { token },
  });
  // A second run of the same code has sealed a token that nothing refers to.
  if (token !== null && (outcome.hit || outcome.refused)) await vault.forget([token]);
  return outcome;
}
