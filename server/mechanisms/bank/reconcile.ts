/**
 * Reconciliation: every line of the bank's statement against our requests, and ours against it. It moves no money: it
 * reports differences, raises an alert, and asks the bank again about what is still open here (R6).
 */
import { type Id, isId, uuidOrNull } from '../../kernel/id.ts';
import { currency } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Clock, DAY_MS, type Instant, isoTime } from '../../kernel/time.ts';
import { column, columnList, type Database, defineTable, queryRows, selectRows } from '../database/index.ts';
import { type PageWish, timeIn } from '../http/index.ts';
import type { Timer } from '../jobs/index.ts';
import {
  type Actor,
  type Command,
  defineCommand,
  type Journal,
  type JsonObject,
  type Outcome,
  put,
} from '../journal/index.ts';
import { balanceAt, bankAccount } from '../ledger/index.ts';
import { raiseAlert } from './alerts.ts';
import { inquireEffect } from './ask.ts';
import type { BankPort } from './port.ts';
import { type BankRequest, bankRequests, OPEN_STATES } from './requests.ts';
import { readStatement, type Statement } from './statement.ts';

export type Difference = {
  readonly kind: 'UNKNOWN_HERE' | 'NOT_DONE_HERE' | 'STILL_OPEN' | 'AMOUNT' | 'TWICE' | 'NOT_AT_BANK';
  readonly reference: string;
  readonly bankMinor: string | null;
  readonly ourMinor: string | null;
};

export type Reconciliation = {
  readonly id: Id<'recon'>;
  readonly at: Instant;
  readonly fromText: string;
  readonly toText: string;
  readonly entries: number;
  readonly matched: number;
  readonly bankBalance: bigint;
  readonly ledgerBalance: bigint;
  readonly differences: readonly Difference[];
};

const reconciliations = defineTable({
  name: 'bank.reconciliation',
  key: 'id',
  columns: {
    id: column.id('recon'),
    at: column.time(),
    fromText: column.text(),
    toText: column.text(),
    entries: column.int4(),
    matched: column.int4(),
    bankBalance: column.int8(),
    ledgerBalance: column.int8(),
    differences: column.json<readonly Difference[]>(),
  },
});

/** Our books hold their money, a late success until it is given back: the statement must have them. */
const BOOKED_STATES: readonly BankRequest['state'][] = ['done', 'undoing', 'undone'];
const MAX_DIFFERENCES = 500;
const PAGE = 5_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export type Reconciler = {
  /** From and to as days or times; default: the whole of today. Refuses BODY_INVALID, BANK_UNAVAILABLE. */
  run(what: { actor: Actor; key: string; from?: string; to?: string }): Promise<Outcome<JsonObject>>;
  /** Newest first. */
  list(wish: PageWish): Promise<Reconciliation[]>;
  readonly timer: Timer;
};

/** Pure: what differs between the statement and our requests, which are all that it names and all that ended in its time. */
export function compareStatement(
  statement: Statement,
  requests: readonly BankRequest[],
): { differences: Difference[]; matched: number } {
  const byId = new Map<string, BankRequest>(requests.map((request) => [request.id, request]));
  const seen = new Set<string>();
  const differences: Difference[] = [];
  let matched = 0;
  for (const { reference, minor } of statement.entries) {
    const request = byId.get(reference);
    const ourMinor = request ? signedMinor(request) : null;
    const differ = (kind: Difference['kind']) =>
      void differences.push({
        kind,
        reference,
        bankMinor: minor.toString(),
        ourMinor: ourMinor?.toString() ?? null,
      });
    if (seen.has(reference)) differ('TWICE');
    else if (!request) differ('UNKNOWN_HERE');
    else if (ourMinor !== minor) differ('AMOUNT');
    else if (OPEN_STATES.includes(request.state)) differ('STILL_OPEN');
    else if (request.state === 'declined') differ('NOT_DONE_HERE');
    else matched += 1;
    seen.add(reference);
  }
  for (const request of requests) {
    if (!BOOKED_STATES.includes(request.state) || seen.has(request.id)) continue;
    // Asked for before the statement begins or told after it ends: another statement's line.
    const isInside =
      request.askedAt >= Date.parse(statement.from) && request.changedAt < Date.parse(statement.to);
    if (isInside)
      differences.push({
        kind: 'NOT_AT_BANK',
        reference: request.id,
        bankMinor: null,
        ourMinor: signedMinor(request).toString(),
      });
  }
  return { differences, matched };
}

const signedMinor = (request: BankRequest) =>
  request.operation === 'debit' ? request.amount : -request.amount;

/** The days or times that were asked for; null: the whole of today. */
type ReconcileBody = { readonly from: string | null; readonly to: string | null };

/** What the statement said, and what differs. Not the body: a repeated request finds another one, and is the same request (R1). */
type ReconcileFound = {
  readonly from: string;
  readonly to: string;
  readonly entries: number;
  readonly matched: number;
  readonly bankBalance: string;
  readonly ledgerBalance: string;
  readonly differences: readonly Difference[];
};

const reconcile = defineCommand<ReconcileBody, JsonObject>({
  kind: 'bank.reconcile',
  async load(loader, commands) {
    await loader.fetch(
      bankRequests,
      commands.flatMap((command) => openReferences(foundBy(command))),
    );
  },
  decide(view, command, context) {
    const found = foundBy(command);
    const record: Reconciliation = {
      id: context.newId('recon'),
      at: context.now,
      fromText: found.from,
      toText: found.to,
      entries: found.entries,
      matched: found.matched,
      bankBalance: BigInt(found.bankBalance),
      ledgerBalance: BigInt(found.ledgerBalance),
      differences: found.differences,
    };
    // What the bank has done and we still wait for is asked about at once; the report of that inquiry closes it.
    const effects = openReferences(found).flatMap((id) => {
      const request = view.get(bankRequests, id);
      return request ? [inquireEffect(request, context.now)] : [];
    });
    const serious = found.differences.filter(({ kind }) => kind !== 'STILL_OPEN');
    const alert =
      serious.length === 0
        ? null
        : raiseAlert(context, { kind: 'STATEMENT_DIFFERS', object: record.id, note: summary(serious) });
    return {
      changes: [put(reconciliations, record), ...(alert?.changes ?? [])],
      events: [...(alert?.events ?? [])],
      effects,
      reply: reconciliationView(record),
    };
  },
});

const foundBy = ({ found }: Pick<Command<unknown>, 'found'>) => found as ReconcileFound;

const openReferences = ({ differences }: ReconcileFound): Id<'bankreq'>[] =>
  differences.filter(({ kind }) => kind === 'STILL_OPEN').map(({ reference }) => reference as Id<'bankreq'>);

function summary(differences: readonly Difference[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of differences) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

export function reconciliationView(record: Reconciliation): JsonObject {
  return {
    id: record.id,
    at: isoTime(record.at),
    from: record.fromText,
    to: record.toText,
    entries: record.entries,
    matched: record.matched,
    bankBalance: record.bankBalance.toString(),
    ledgerBalance: record.ledgerBalance.toString(),
    differences: record.differences,
    // Of the lines alone. We book a movement when we hear of it, after the bank: what is under way when the period ends moves
    // one balance and not yet the other, and a difference of an earlier period stands in both balances of every later one.
    ok: record.differences.length === 0,
  };
}

const day = (at: Instant) => isoTime(at).slice(0, 10);

/** What the bank is asked for. Its statement is of what was: the period has begun, and ends after that. */
function readPeriod(asked: { from?: string; to?: string }, now: Instant): { from: string; to: string } {
  const { from = day(now), to = day(now) } = asked;
  const begins = timeIn(from, { code: 'BODY_INVALID', where: 'body/from' }) ?? now;
  const ends = timeIn(to, { code: 'BODY_INVALID', where: 'body/to' }) ?? now;
  if (begins > now) refuse('BODY_INVALID', { where: 'body/from is in the future' });
  // A day is meant to its end.
  if (ends + (DAY.test(to) ? DAY_MS : 0) <= begins)
    refuse('BODY_INVALID', { where: 'body/to is before the period begins' });
  // Years that no database takes have become those of the edge.
  return {
    from: DAY.test(from) ? day(begins) : isoTime(begins),
    to: DAY.test(to) ? day(ends) : isoTime(ends),
  };
}

export function createReconciler(deps: {
  port: BankPort;
  database: Database;
  journal: Journal;
  clock: Clock;
  currency: string;
}): Reconciler {
  const { port, database, journal, clock } = deps;
  const code = currency(deps.currency);

  async function requestsOf(statement: Statement): Promise<BankRequest[]> {
    const named = statement.entries
      .map(({ reference }) => reference)
      .filter((reference) => isId('bankreq', reference));
    const found = new Map<string, BankRequest>();
    for (let at = 0; at < named.length; at += PAGE) {
      for (const request of await selectRows(database.pool, bankRequests, named.slice(at, at + PAGE)))
        found.set(request.id, request);
    }
    const text = `select ${columnList(bankRequests as never)} from bank.request t
      where t.state = any($3) and t.asked_at >= $1 and t.changed_at < $2 limit 200000`;
    const values = [statement.from, statement.to, BOOKED_STATES];
    const ended = await queryRows(database.pool, bankRequests, text, values);
    for (const request of ended) found.set(request.id, request);
    return [...found.values()];
  }

  /** As the bank counts: what moves in the moment at which the statement ends belongs to the next one. */
  const ledgerBalanceAt = (end: string) =>
    balanceAt(database.pool, bankAccount(code).id, Date.parse(end) - 1);

  async function run(what: {
    actor: Actor;
    key: string;
    from?: string;
    to?: string;
  }): Promise<Outcome<JsonObject>> {
    const xml = await port.statement(readPeriod(what, clock.now()));
    if (xml === null) return refuse('BANK_UNAVAILABLE');
    const statement = readStatement(xml);
    const { differences, matched } = compareStatement(statement, await requestsOf(statement));
    return journal.submit(reconcile, {
      key: what.key,
      actor: what.actor,
      body: { from: what.from ?? null, to: what.to ?? null },
      found: {
        from: statement.from,
        to: statement.to,
        entries: statement.entries.length,
        matched,
        bankBalance: statement.closing.toString(),
        ledgerBalance: (await ledgerBalanceAt(statement.to)).toString(),
        differences: differences.slice(0, MAX_DIFFERENCES),
      },
    });
  }

  return {
    run,
    async list({ after, limit }) {
      const text = `select ${columnList(reconciliations as never)} from bank.reconciliation t
        where ($1::uuid is null or t.id < $1) order by t.id desc limit $2`;
      return queryRows(database.pool, reconciliations, text, [uuidOrNull(after), limit]);
    },
    timer: {
      name: 'bank.reconcile',
      everyMs: DAY_MS / 24,
      /** Yesterday, once a day: the key keeps several processes and hours from doing it again. */
      async run() {
        const yesterday = day(clock.now() - DAY_MS);
        const done = await database.pool.query(
          'select from bank.reconciliation where from_text like $1 limit 1',
          [`${yesterday}T00:00%`],
        );
        if (done.rowCount) return;
        await run({
          actor: { id: 'platform' },
          key: `reconcile ${yesterday}`,
          from: yesterday,
          to: yesterday,
        });
      },
    },
  };
}
