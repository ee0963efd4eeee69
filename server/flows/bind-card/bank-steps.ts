/**
 * The conversation with the bank about a card, outside the journal. Every step has a reference that follows from what is
 * asked, so asking again after silence gets the first answer and never a second code.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { isoTime } from '../../kernel/time.ts';
import type { CardDetails } from '../../mechanisms/bank/index.ts';
import { CARD_TOKEN } from '../../mechanisms/bank/index.ts';
import { columnList, queryRows, selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import { cards } from '../../mechanisms/instruments/index.ts';
import type { Task, Timer } from '../../mechanisms/jobs/index.ts';
import type { Actor, Outcome } from '../../mechanisms/journal/index.ts';
import { answerBinding, expireBinding, judgeCode, tryCode } from './commands.ts';
import type { BindCardBody, InstrumentView } from './contract.ts';

/** What typed details are sealed for. */
export const CARD_DETAILS = 'card-details';
const TRIES = 3;
const PAUSE_MS = 500;

const SWEEP_EVERY_MS = 60_000;
const MAX_SWEPT = 200;

type Steps = Pick<Ground, 'database' | 'gateway' | 'journal' | 'vault' | 'clock'>;

/** Asks again after silence, with the same reference; at most three times. */
async function insist<T extends { state: string }>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer.state !== 'unknown' || attempt >= TRIES) return answer;
    await sleep(PAUSE_MS * attempt);
  }
}

export function sealDetails(vault: Ground['vault'], body: BindCardBody): Promise<Id<'vault'>> {
  const { pan, holderName, expiry, phone } = body;
  return vault.seal(CARD_DETAILS, new Secret(JSON.stringify({ pan, holderName, expiry, phone })));
}

export function bindCardTasks(ground: Steps): Record<string, Task> {
  const { database, gateway, journal, vault } = ground;
  return {
    async 'bind-card.ask'({ instrument }: { readonly instrument: Id<'instrument'> }) {
      const [card] = await selectRows(database.pool, cards, [instrument]);
      if (card?.state !== 'asking' || card.details === null) return;
      const details = await vault.reveal(CARD_DETAILS, card.details);
      const typed = new Secret(JSON.parse(details.reveal()) as CardDetails);
      // 30 of the 35 signs that a reference may have.
      const answer = await insist(() =>
        gateway.port.verifyCard({ reference: `ins_${instrument.slice(-26)}`, card: typed }),
      );
      await journal.submit(answerBinding, {
        kind: answerBinding.kind,
        key: `${instrument} answered`,
        actor: { id: 'platform' },
        body: {
          instrument,
          answer: answer.state === 'unknown' ? { state: 'declined', code: 'NO_ANSWER' } : answer,
        },
      });
    },
    async 'bind-card.forget'({ ref }: { readonly ref: Id<'vault'> }) {
      await vault.forget([ref]);
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
            kind: expireBinding.kind,
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
  const { gateway, journal, vault } = ground;
  const { instrument, code, command } = what;
  const attempt = vault.fingerprint('card-code', `${instrument} ${code.reveal()}`).slice(0, 30);
  const tried = await journal.submit(tryCode, {
    kind: tryCode.kind,
    key: command.key,
    actor: command.actor,
    body: { instrument, person: command.person, attempt },
  });
  const { verification } = tried.reply();
  const answer = await insist(() =>
    gateway.port.confirmCard({ reference: `cfm_${attempt}`, verification, code }),
  );
  if (answer.state === 'unknown') return refuse('BANK_UNAVAILABLE');
  const token = answer.state === 'verified' ? await vault.seal(CARD_TOKEN, answer.cardToken) : null;
  const outcome = await journal.submit(judgeCode, {
    kind: judgeCode.kind,
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
