/**
 * Counts payments in the configured currency, each exactly once, without asking the database about what this process
 * has just written itself: the feed hands over the transfers of its own entries. Read by SQL are only the stretches of
 * the journal that came without them (entries of other processes, and those from before the start).
 */
import { type Id, idFromUuid, uuidOfId } from '../../kernel/id.ts';
import { type Instant, MINUTE_MS } from '../../kernel/time.ts';
import { type Database, rawTypes } from '../database/index.ts';
import type { FeedEntry } from '../journal/index.ts';
import type { Transfer } from '../ledger/index.ts';

/** So many payments in the minute that begins then, and their volume in minor units. */
export type CountPayments = (minute: Instant, payments: number, volume: bigint) => void;

export type PaymentCount = {
  /** Takes every entry of the feed once, in order. */
  take(entries: readonly FeedEntry[]): void;
  /** Entries from before the first one taken, both ends included: counted with the next `read`. */
  takeEarlier(low: bigint, high: bigint): void;
  /** Counts what waits for the database. Two at once do not count anything twice. */
  read(): Promise<void>;
};

type Stretch = { low: bigint; high: bigint };
type Waiting = {
  readonly account: Id<'account'>;
  readonly minute: Instant;
  payments: number;
  volume: bigint;
};

export type PaymentLimits = {
  /** Stretches remembered; when there are as many, all that follows belongs to the last one. */
  readonly maxStretches: number;
  /** Entries that one statement looks at: a day of them in one piece would keep payers waiting. */
  readonly maxEntries: number;
  /** Sums that wait for the currency of their account; what comes on top is read by SQL. */
  readonly maxWaiting: number;
  readonly maxAccounts: number;
};
const DEFAULT_LIMITS: PaymentLimits = {
  maxStretches: 500,
  maxEntries: 50_000,
  maxWaiting: 10_000,
  maxAccounts: 100_000,
};

export function createPaymentCount(deps: {
  database: Pick<Database, 'pool'>;
  currency: string;
  count: CountPayments;
  limits?: PaymentLimits;
}): PaymentCount {
  const { database, currency, count, limits = DEFAULT_LIMITS } = deps;
  /** In order, none touching the next. */
  const unread: Stretch[] = [];
  const waiting = new Map<string, Waiting>();
  /** Is this account in the currency that is counted? An account never changes its currency. */
  const counted = new Map<Id<'account'>, boolean>();
  let reading: Promise<void> = Promise.resolve();

  function take(entries: readonly FeedEntry[]): void {
    for (const { seq, transfers } of entries) {
      const isReadLater =
        transfers === null ||
        unread.length >= limits.maxStretches ||
        waiting.size + transfers.length > limits.maxWaiting;
      if (isReadLater) readLater(seq);
      else for (const transfer of transfers) if (isPayment(transfer)) add(transfer);
    }
  }

  function add({ at, credit, amount }: Transfer): void {
    const minute = at - (at % MINUTE_MS);
    const isCounted = counted.get(credit);
    if (isCounted === true) count(minute, 1, amount);
    if (isCounted !== undefined) return;
    const key = `${credit} ${minute}`;
    const sum = waiting.get(key);
    if (!sum) {
      waiting.set(key, { account: credit, minute, payments: 1, volume: amount });
      return;
    }
    sum.payments += 1;
    sum.volume += amount;
  }

  function readLater(seq: bigint): void {
    const last = unread[unread.length - 1];
    // A full list: since it became full every entry has come here, so the last stretch reaches to this one.
    if (last && last.high === seq - 1n) last.high = seq;
    else unread.push({ low: seq, high: seq });
  }

  async function readStretches(): Promise<void> {
    // Others go on writing meanwhile: what comes from now on is for the next time.
    const end = unread[unread.length - 1]?.high ?? 0n;
    while (unread[0] && unread[0].low <= end) {
      const now = firstOf(unread, limits.maxEntries);
      const result = await database.pool.query({
        name: 'payments per minute',
        text: `select (extract(epoch from date_bin('1 minute', t.at, 'epoch')) * 1000)::bigint::text,
                      count(*)::text, sum(t.amount)::text
                 from unnest($1::bigint[], $2::bigint[]) s (low, high)
                 join ledger.transfer t on t.seq between s.low and s.high
                 join ledger.account a on a.id = t.credit
                where t.kind = 'payment' and t.phase in ('posted', 'post') and a.currency = $3
                group by date_bin('1 minute', t.at, 'epoch')`,
        values: [now.map(({ low }) => low.toString()), now.map(({ high }) => high.toString()), currency],
        rowMode: 'array',
        types: rawTypes,
      });
      drop(unread, now);
      for (const [minute, payments, volume] of result.rows as unknown as string[][])
        count(Number(minute), Number(payments), BigInt(volume ?? '0'));
    }
  }

  async function readAccounts(): Promise<void> {
    const ids = new Set([...waiting.values()].map(({ account }) => account));
    if (ids.size === 0) return;
    const result = await database.pool.query({
      name: 'currencies of accounts',
      text: 'select id::text, currency from ledger.account where id = any($1::uuid[])',
      values: [[...ids].map(uuidOfId)],
      rowMode: 'array',
      types: rawTypes,
    });
    if (counted.size + ids.size > limits.maxAccounts) counted.clear();
    for (const [uuid, its] of result.rows as unknown as string[][])
      counted.set(idFromUuid('account', String(uuid)), its === currency);
    for (const [key, { account, minute, payments, volume }] of waiting) {
      const isCounted = counted.get(account);
      if (isCounted === undefined) continue;
      waiting.delete(key);
      if (isCounted) count(minute, payments, volume);
    }
  }

  return {
    take,
    takeEarlier(low, high) {
      if (low <= high) unread.unshift({ low, high });
    },
    read() {
      const next = reading
        .catch(() => {}) // told to the one who asked for it; nothing was forgotten
        .then(readAccounts)
        .then(readStretches);
      reading = next;
      return next;
    },
  };
}

const isPayment = ({ kind, phase }: Transfer) =>
  kind === 'payment' && (phase === 'posted' || phase === 'post');

/** The first stretches, together at most `most` entries; the last one may be a part. */
function firstOf(unread: readonly Stretch[], most: number): Stretch[] {
  const some: Stretch[] = [];
  let room = BigInt(most);
  for (const { low, high } of unread) {
    const end = high - low < room ? high : low + room - 1n;
    some.push({ low, high: end });
    room -= end - low + 1n;
    if (room === 0n) break;
  }
  return some;
}

/** Takes away what was read. Meanwhile the list may have grown: a stretch at either end, the last one by some entries. */
function drop(unread: Stretch[], read: readonly Stretch[]): void {
  for (const { low, high } of read) {
    const at = unread.findIndex((stretch) => stretch.low === low);
    const stretch = unread[at];
    if (!stretch) continue;
    if (stretch.high > high) stretch.low = high + 1n;
    else unread.splice(at, 1);
  }
}
