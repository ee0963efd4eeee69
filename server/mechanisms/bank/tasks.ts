/**
 * The jobs that talk to the bank, outside every transaction. A job may run twice (a crash between call and report): the
 * second time it inquires before it sends anything (R6). What comes back is reported under a fixed key.
 */
import type { Logger } from 'pino';
import { type Id, idFromUuid, uuidOfId } from '../../kernel/id.ts';
import type { Secret } from '../../kernel/secret.ts';
import { type Clock, isoTime, SECOND_MS } from '../../kernel/time.ts';
import { type Database, selectRows } from '../database/index.ts';
import type { Task, Timer } from '../jobs/index.ts';
import type { CommandSpec, Journal } from '../journal/index.ts';
import type { Vault, VaultRef } from '../vault/index.ts';
import { DEADLINE_MS } from './ask.ts';
import type { BankAnswer, BankPort } from './port.ts';
import type { ReportBody, ReportReply, ReportSource } from './report.ts';
import { type BankRequest, bankRequests, OPEN_STATES } from './requests.ts';
import { type RetryBody, retryUndo } from './undo.ts';

/** What card tokens are sealed for in the vault. */
export const CARD_TOKEN = 'card-token';

type Deps = {
  readonly port: BankPort;
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly report: CommandSpec<ReportBody, ReportReply>;
  readonly log: Logger;
};

type Payload = { readonly request: Id<'bankreq'>; readonly attempt?: number; readonly inquiry?: number };

/** The bank's code for what was cancelled, or never arrived before its cancellation. */
const CANCELLED = '17';
const DEADLINE_CHECK_MS = 2_000;
/** After its deadline a request has this long to end by its own chain of inquiries. */
const GRACE_MS = 3 * SECOND_MS;
const MAX_OVERDUE = 500;

/** Whatever became of its jobs, no request is open for longer than its deadline: it is given up or escalated. */
export function deadlineTimer({ database, journal, report, clock }: Deps & { readonly clock: Clock }): Timer {
  return {
    name: 'bank.deadline',
    everyMs: DEADLINE_CHECK_MS,
    async run() {
      const { rows } = await database.pool.query<{ id: string }>(
        `select id::text from bank.request where state in ('asking', 'pending', 'unknown') and asked_at <= $1
          order by asked_at limit ${MAX_OVERDUE}`,
        [isoTime(clock.now() - DEADLINE_MS - GRACE_MS)],
      );
      await Promise.all(
        rows.map(async ({ id }) => {
          const reference = idFromUuid('bankreq', id);
          await journal.submit(report, {
            key: `${reference} deadline`,
            actor: { id: 'platform' },
            body: { reference, source: 'deadline', answer: { state: 'unknown', problem: 'DEADLINE' } },
          });
        }),
      );
    },
  };
}

export function bankTasks(deps: Deps): Record<string, Task> {
  const { port, database, journal, vault, log } = deps;

  async function load(id: Id<'bankreq'>): Promise<BankRequest | undefined> {
    return (await selectRows(database.pool, bankRequests, [id]))[0];
  }

  async function report(
    request: BankRequest,
    source: ReportSource,
    key: string,
    answer: BankAnswer,
  ): Promise<void> {
    if (answer.state === 'unknown')
      log.warn({ reference: request.id, problem: answer.problem, source }, 'no answer from the bank');
    await journal.submit(deps.report, {
      key: `${request.id} ${key}`,
      actor: { id: 'platform' },
      body: { reference: request.id, source, answer },
    });
  }

  async function send(request: BankRequest): Promise<BankAnswer> {
    const answer = await sendOnce(request);
    // Refused before the bank has looked at it: by us, or at the bank's door.
    const isUnseen = answer.state === 'declined' && answer.bankReference === undefined;
    return isUnseen && request.attempts > 1 ? closeReference(request, answer.code) : answer;
  }

  /**
   * An earlier attempt may still be on its way. Nobody is told that the money stays before the bank has closed the reference:
   * money out that leaves afterwards could not be called back.
   */
  async function closeReference({ id }: BankRequest, code = 'UNKNOWN'): Promise<BankAnswer> {
    const answer = await port.cancel(id);
    const isClosed = answer.state === 'declined' && answer.code === CANCELLED;
    return isClosed ? { ...answer, code } : answer;
  }

  async function sendOnce(request: BankRequest): Promise<BankAnswer> {
    const amount = { minor: request.amount.toString(), currency: request.currency };
    if (request.operation === 'refund') {
      return port.refund({ reference: request.id, debitReference: request.debit ?? '', amount });
    }
    // The card is looked at again now (R9): whoever revoked it in the meantime has destroyed its token.
    const cardToken = await tokenOf(request.card);
    if (cardToken === null) return { state: 'declined', code: 'CARD_REVOKED' };
    if (request.operation === 'transfer') {
      return port.transfer({
        reference: request.id,
        cardToken,
        amount,
        ...(request.payee === '' ? {} : { note: request.payee }),
      });
    }
    return port.debit({
      reference: request.id,
      cardToken,
      amount,
      payee: request.payee,
      ...(request.orderNumber === null ? {} : { order: request.orderNumber }),
      confirm: request.confirm,
    });
  }

  /** null when the vault no longer has it; trouble with the database is thrown, and the job comes back. */
  async function tokenOf(card: VaultRef | null): Promise<Secret | null> {
    if (card === null) throw new Error('a request without a card');
    const kept = await database.pool.query('select from vault.sealed where id = $1', [uuidOfId(card)]);
    return kept.rowCount ? vault.reveal(CARD_TOKEN, card) : null;
  }

  return {
    async 'bank.ask'({ request: id, attempt = 1 }: Payload, context) {
      const request = await load(id);
      if (request?.state !== 'asking' || request.attempts !== attempt) return;
      const isFirstRun = context.attempt <= 1;
      const answer = isFirstRun ? await send(request) : await port.query(id);
      await report(request, isFirstRun ? 'reply' : 'inquiry', `reply ${attempt}.${context.attempt}`, answer);
    },
    async 'bank.inquire'({ request: id, inquiry = 0 }: Payload, context) {
      const request = await load(id);
      if (!request || !OPEN_STATES.includes(request.state) || request.inquiries !== inquiry) return;
      // What was given up is not counted on: each inquiry about it stands for itself.
      const key = request.state === 'abandoned' ? `inquiry job ${context.jobId}` : `inquiry ${inquiry}`;
      await report(request, 'inquiry', key, await port.query(id));
    },
    async 'bank.cancel'({ request: id }: Payload, context) {
      const request = await load(id);
      if (!request || !OPEN_STATES.includes(request.state)) return;
      const answer = await port.cancel(id);
      // Thrown, the job comes back by itself: what was given up must end up closed at the bank.
      if (answer.state !== 'done' && answer.state !== 'declined')
        throw new Error(`the bank did not take the cancellation of ${id}`);
      await report(request, 'cancel', `cancel ${context.jobId}`, answer);
    },
    async 'bank.retry-undo'({ request, declines }: RetryBody) {
      await journal.submit(retryUndo, {
        key: `${request} undo ${declines}`,
        actor: { id: 'platform' },
        body: { request, declines },
      });
    },
  };
}
