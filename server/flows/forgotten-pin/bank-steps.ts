/** The conversation with the bank about the card behind a forgotten PIN: a job asks, a route hands codes on. */
import type { Id } from '../../kernel/id.ts';
import type { Secret } from '../../kernel/secret.ts';
import { askForCode, codeMark, confirmCode } from '../../mechanisms/card-check/index.ts';
import { selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import type { Task } from '../../mechanisms/jobs/index.ts';
import type { Actor, Outcome } from '../../mechanisms/journal/index.ts';
import { answerRecovery, judgeCode, tryCode } from './commands.ts';
import type { RecoveryView } from './contract.ts';
import { recoveries } from './storage.ts';

type Steps = Pick<Ground, 'database' | 'gateway' | 'journal' | 'vault'>;

export function forgottenPinTasks(ground: Steps): Record<string, Task> {
  const { database, journal } = ground;
  return {
    async 'forgotten-pin.ask'({ recovery: id }: { readonly recovery: Id<'pinrecovery'> }) {
      const [recovery] = await selectRows(database.pool, recoveries, [id]);
      if (recovery?.state !== 'asking' || recovery.details === null) return;
      const { details } = recovery;
      const answer = await askForCode(ground, { reference: `rcv_${id.slice(-26)}`, details });
      await journal.submit(answerRecovery, {
        key: `${id} answered`,
        actor: { id: 'platform' },
        body: { recovery: id, answer },
      });
    },
  };
}

/**
 * Tries a code: allowed? (journal), right? (bank), proven or counted (journal). Refuses BANK_UNAVAILABLE on silence. The
 * token that the bank gives with a right code is for new bindings: it is dropped here, the card has its own.
 */
export async function verifyCode(
  ground: Steps,
  what: { recovery: Id<'pinrecovery'>; code: Secret; command: { key: string; actor: Actor } },
): Promise<Outcome<RecoveryView>> {
  const { journal, vault } = ground;
  const { recovery, code, command } = what;
  const mark = codeMark(vault, { subject: recovery, code });
  const body = { recovery, mark };
  const tried = await journal.submit(tryCode, { ...command, body });
  const answer = await confirmCode(ground, { mark, verification: tried.reply().verification, code });
  return journal.submit(judgeCode, {
    key: `${recovery} ${mark}`,
    actor: { id: 'platform' },
    body: {
      ...body,
      answer: answer.state === 'verified' ? { state: 'verified' } : { state: 'declined', code: answer.code },
    },
  });
}
