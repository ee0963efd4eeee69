/**
 * Keeps the memory in step with the journal and answers the bank. The answer to a payment that is in memory touches
 * neither database nor journal; what it means is recorded right after it, and found again if a crash comes between.
 */
import type { Id } from '../../kernel/id.ts';
import { idFromUuid, isId } from '../../kernel/id.ts';
import { HOUR_MS } from '../../kernel/time.ts';
import type { BankRequest } from '../../mechanisms/bank/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import type { Timer } from '../../mechanisms/jobs/index.ts';
import type { FeedEntry } from '../../mechanisms/journal/index.ts';
import { type ConfirmedCommand, recordConfirmed, recordRejected, remindMerchant } from './commands.ts';
import type { Feedback, Instruction } from './contract.ts';
import {
  type Answer,
  createPaymentMemory,
  type Expected,
  type MemoryOptions,
  type PaymentMemory,
} from './memory.ts';
import { findDebit, findRequest, openRequests, unmarkedDebits, unrecordedRequests } from './storage.ts';

const REBUILD_PAGE = 5_000;
/** How long feedback that came before its payment is kept waiting for it, before the bank is told to ask again. */
const ARRIVAL_MS = 300;
const SWEEP_EVERY_MS = 5_000;
const MAX_SWEPT = 200;
const ENDED = new Set(['done', 'declined', 'abandoned', 'undoing', 'undone']);

export type PendingDebitService = {
  readonly memory: PaymentMemory;
  answer(feedback: Feedback): Promise<Instruction>;
  start(): Promise<void>;
  stop(): void;
  readonly timer: Timer;
};

export function createPendingDebitService(
  ground: Pick<Ground, 'database' | 'journal' | 'clock' | 'log'>,
  options: MemoryOptions = {},
): PendingDebitService {
  const { database, journal, clock, log } = ground;
  const memory = createPaymentMemory(options);
  const db = database.pool;
  /** While the memory is rebuilt: what ends meanwhile must not be taken in after its end. */
  let endedMeanwhile: Set<string> | null = null;
  let stopListening = () => {};

  function takeIn(entries: readonly FeedEntry[]): void {
    for (const { entry } of entries) {
      for (const effect of entry.effects) {
        const { request, expects } = effect.payload as { request?: Id<'bankreq'>; expects?: Expects };
        if (request === undefined) continue;
        if (effect.task === 'bank.ask' && expects) memory.expect(expectedOf(request, expects));
        else if (effect.task === 'bank.cancel') end(request);
      }
      if (entry.kind === recordConfirmed.kind && entry.outcome === 'done') {
        const { request, feedback } = entry.body as ConfirmedCommand;
        memory.confirmed(request, feedback);
      }
      if (entry.kind !== 'bank.report' || entry.outcome !== 'done') continue;
      const { reference, state } = entry.reply as { reference: string; state: string | null };
      if (state !== null && ENDED.has(state)) end(reference);
    }
  }

  function end(request: string): void {
    memory.end(request);
    endedMeanwhile?.add(request);
  }

  async function rebuild(): Promise<void> {
    endedMeanwhile = new Set();
    let after: string | null = null;
    for (;;) {
      const page: BankRequest[] = await openRequests(db, after, REBUILD_PAGE);
      for (const request of page) {
        if (!endedMeanwhile.has(request.id)) memory.expect(expectedOfRequest(request));
      }
      after = page[page.length - 1]?.id ?? null;
      if (after === null || page.length < REBUILD_PAGE) break;
    }
    const confirmed = await db.query<{ request: string; feedback: string }>(
      `select d.request::text, d.feedback from pending_debit.debit d join bank.request r on r.id = d.request
        where r.state in ('asking', 'pending', 'unknown')`,
    );
    for (const row of confirmed.rows) {
      const request = await findRequest(db, idFromUuid('bankreq', row.request));
      if (request && memory.knows(request.id)) memory.expect(expectedOfRequest(request), row.feedback);
    }
    endedMeanwhile = null;
  }

  async function answer(feedback: Feedback): Promise<Instruction> {
    let made = memory.instruct(feedback, clock.now());
    if (made.instruction === 'wait') made = await lookFurther(feedback);
    if (made.instruction === 'confirm' && made.payment && made.isFirst)
      record(made.payment.request, feedback.feedback);
    if (made.instruction === 'reject') await alarm(feedback, made);
    return made.instruction;
  }

  /** Not in memory: another process may have taken it, or it is on its way. */
  async function lookFurther(feedback: Feedback): Promise<Answer> {
    if (feedback.reference !== undefined && isId('bankreq', feedback.reference)) {
      const [request, debit] = await Promise.all([
        findRequest(db, feedback.reference),
        findDebit(db, feedback.reference),
      ]);
      if (request && ENDED.has(request.state)) {
        // The same question again, after the end: the same instruction, and the bank has debited once.
        return debit?.feedback === feedback.feedback
          ? { instruction: 'confirm' }
          : { instruction: 'reject', reason: 'WINDOW_ENDED' };
      }
      if (request?.confirm) {
        // Where memory is full, the database's answer stands for itself.
        const fits = memory.expect(expectedOfRequest(request), debit?.feedback ?? null);
        const asked = fits ? memory : createPaymentMemory({ maxOpen: 1 });
        if (!fits) asked.expect(expectedOfRequest(request), debit?.feedback ?? null);
        return asked.instruct(feedback, clock.now());
      }
    }
    await arrival(feedback);
    return memory.instruct(feedback, clock.now());
  }

  function arrival(feedback: Feedback): Promise<void> {
    return new Promise((resolve) => {
      const forget = memory.onArrival(feedback.feedback, done);
      const timer = setTimeout(done, ARRIVAL_MS);
      function done(): void {
        clearTimeout(timer);
        forget();
        resolve();
      }
    });
  }

  function record(request: Id<'bankreq'>, feedback: string): void {
    journal
      .submit(recordConfirmed, {
        key: `${request} confirmed`,
        actor: { id: 'bank' },
        body: { request, feedback },
      })
      .catch((err: unknown) => log.warn({ err, request }, 'a confirmed debit is not recorded yet'));
  }

  async function alarm(feedback: Feedback, made: Answer): Promise<void> {
    await journal
      .submit(recordRejected, {
        key: `rejected ${feedback.feedback} ${made.reason}`,
        actor: { id: 'bank' },
        body: {
          feedback: feedback.feedback,
          reference: feedback.reference ?? null,
          reason: made.reason ?? 'WINDOW_ENDED',
          amount: { minor: feedback.amount.minor, currency: feedback.amount.currency },
        },
      })
      .catch((err: unknown) =>
        log.warn({ err, feedback: feedback.feedback }, 'a rejected debit is not recorded'),
      );
  }

  return {
    memory,
    answer,
    async start() {
      stopListening = journal.feed.listen(takeIn);
      await rebuild();
    },
    stop: () => stopListening(),
    timer: {
      name: 'pending-debit.sweep',
      everyMs: SWEEP_EVERY_MS,
      async run() {
        const now = clock.now();
        for (const request of await unrecordedRequests(db, now - HOUR_MS, MAX_SWEPT)) record(request.id, '');
        for (const debit of await unmarkedDebits(db, now, MAX_SWEPT)) {
          await journal.submit(remindMerchant, {
            key: `${debit.request} reminder ${debit.reminders}`,
            actor: { id: 'platform' },
            body: { request: debit.request },
          });
        }
      },
    },
  };
}

type Expects = {
  readonly amount: { readonly minor: string; readonly currency: string };
  readonly payee: string;
  readonly orderNumber: string | null;
  readonly merchant: Id<'merchant'> | null;
  readonly subject: string;
};

function expectedOf(
  request: Id<'bankreq'>,
  { amount, payee, orderNumber, merchant, subject }: Expects,
): Expected {
  return { request, subject, merchant, minor: amount.minor, currency: amount.currency, payee, orderNumber };
}

function expectedOfRequest(request: BankRequest): Expected {
  return {
    request: request.id,
    subject: request.subject,
    merchant: request.merchant,
    minor: request.amount.toString(),
    currency: request.currency,
    payee: request.payee,
    orderNumber: request.orderNumber,
  };
}
