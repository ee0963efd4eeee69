/**
 * Deliveries: which event still has to reach which endpoint. They say how far the sending has come and are no business
 * state, so they are written here and not by the journal. Lines are per endpoint and object: the first of a line goes
 * first, those behind it wait for it.
 */
import type { Pool, PoolClient } from 'pg';
import { type Id, uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import { DAY_MS, HOUR_MS, type Instant, isoTime, MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  insertRows,
  type Queryable,
  queryRows,
  type TableRow,
} from '../database/index.ts';
import type { DeliveryView } from './contract.ts';
import { eventId } from './history.ts';

export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'cancelled';

export const deliveries = defineTable({
  name: 'events.delivery',
  key: 'id',
  columns: {
    id: column.id('delivery'),
    endpoint: column.id('endpoint'),
    merchant: column.id('merchant'),
    seq: column.int8(),
    n: column.int4(),
    type: column.text(),
    object: column.text(),
    state: column.text<DeliveryState>(),
    attempts: column.int4(),
    createdAt: column.time(),
    triedFrom: column.time(),
    nextAt: column.time(),
    claimedUntil: column.nullable(column.time()),
    endedAt: column.nullable(column.time()),
    lastAt: column.nullable(column.time()),
    lastStatus: column.nullable(column.int4()),
    lastError: column.nullable(column.text()),
  },
});
export type Delivery = TableRow<typeof deliveries>;

/** Pauses after the first, second, ... failed attempt; then every 12 hours, for 30 days. */
const PAUSES_MS = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];
export const TRIED_FOR_MS = 30 * DAY_MS;
export const CLAIM_MS = MINUTE_MS;
const KEPT_MS = 60 * DAY_MS;

/** When to try again after the `attempts`-th attempt failed; null: never. */
export function nextAttempt(tried: { attempts: number; triedFrom: Instant; now: Instant }): Instant | null {
  const pause = PAUSES_MS[tried.attempts - 1] ?? 12 * HOUR_MS;
  const next = tried.now + pause;
  return next > tried.triedFrom + TRIED_FOR_MS ? null : next;
}

/** Adds deliveries inside the relay's transaction; one that joins a waiting line waits with it. */
export async function addDeliveries(client: PoolClient, rows: readonly Delivery[]): Promise<void> {
  if (rows.length === 0) return;
  // The lines are locked so that nobody ends the first of a line while another joins it.
  const waiting = await client.query(
    `select d.endpoint, d.object, d.next_at from events.delivery d
       join (select distinct * from unnest($1::uuid[], $2::text[]) k(endpoint, object)) k
         on d.endpoint = k.endpoint and d.object = k.object
      where d.state = 'pending' order by d.endpoint, d.object, d.seq, d.n for update of d`,
    [rows.map((row) => uuidOfId(row.endpoint)), rows.map((row) => row.object)],
  );
  const lines = new Map<string, Instant>();
  for (const line of waiting.rows)
    lines.set(`${line.endpoint} ${line.object}`, new Date(line.next_at).getTime());
  const known = await client.query(
    `select d.endpoint, d.seq::text, d.n from events.delivery d
       join unnest($1::uuid[], $2::bigint[], $3::int[]) k(endpoint, seq, n) using (endpoint, seq, n)`,
    [
      rows.map((row) => uuidOfId(row.endpoint)),
      rows.map((row) => row.seq.toString()),
      rows.map((row) => row.n),
    ],
  );
  const taken = new Set(known.rows.map((row) => `${row.endpoint} ${row.seq} ${row.n}`));
  const fresh = rows.filter((row) => !taken.has(`${uuidOfId(row.endpoint)} ${row.seq} ${row.n}`));
  await insertRows(
    client,
    deliveries,
    fresh.map((row) => ({
      ...row,
      nextAt: Math.max(row.nextAt, lines.get(`${uuidOfId(row.endpoint)} ${row.object}`) ?? 0),
    })),
  );
}

/** Takes what is due, at most `slots` per endpoint; nobody else gets it for a minute. Only the first of each line. */
export async function claimDue(
  db: Queryable,
  claim: { endpoints: readonly { id: Id<'endpoint'>; slots: number }[]; most: number; now: Instant },
): Promise<Delivery[]> {
  const { endpoints, most, now } = claim;
  const text = `
    with due as (
      select d.id from unnest($1::uuid[], $2::int[]) e(endpoint, slots)
        cross join lateral (
          select d.id from events.delivery d
           where d.endpoint = e.endpoint and d.state = 'pending' and d.next_at <= $3::timestamptz
             and (d.claimed_until is null or d.claimed_until <= $3::timestamptz)
             and not exists (select from events.delivery f where f.endpoint = d.endpoint and f.object = d.object
                              and f.state = 'pending' and (f.seq, f.n) < (d.seq, d.n))
           order by d.next_at limit e.slots for update of d skip locked) d
        limit $5)
    update events.delivery t set claimed_until = $4::timestamptz from due where t.id = due.id
    returning ${columnList(deliveries)}`;
  return (await queryRows(db, deliveries, text, [
    endpoints.map(({ id }) => uuidOfId(id)),
    endpoints.map(({ slots }) => slots),
    isoTime(now),
    isoTime(now + CLAIM_MS),
    most,
  ])) as Delivery[];
}

export type Ending = {
  readonly delivery: Delivery;
  readonly now: Instant;
  readonly status: number | null;
  readonly error: string | null;
  /** null with an error: never again. */
  readonly nextAt: Instant | null;
};

/** Writes down an attempt. The rest of the line waits as long as its first, or goes on when that is done with. */
export async function saveAttempt(pool: Pool, ending: Ending): Promise<void> {
  const { delivery, now, status, error, nextAt } = ending;
  const state: DeliveryState = error === null ? 'delivered' : nextAt === null ? 'failed' : 'pending';
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `update events.delivery set state = $2, attempts = attempts + 1, last_at = $3, last_status = $4, last_error = $5,
              claimed_until = null, next_at = coalesce($6::timestamptz, next_at),
              ended_at = case when $2 = 'pending' then null else $3::timestamptz end
        where id = $1 and state = 'pending'`,
      [uuidOfId(delivery.id), state, isoTime(now), status, error, nextAt === null ? null : isoTime(nextAt)],
    );
    await client.query(
      `update events.delivery set next_at = $3 where endpoint = $1 and object = $2 and state = 'pending'
          and (seq, n) > ($4::bigint, $5::int) and next_at <> $3::timestamptz`,
      [
        uuidOfId(delivery.endpoint),
        delivery.object,
        isoTime(state === 'pending' && nextAt !== null ? nextAt : now),
        delivery.seq.toString(),
        delivery.n,
      ],
    );
    await client.query('commit');
  } catch (thrown) {
    await client.query('rollback').catch(() => {});
    throw thrown;
  } finally {
    client.release();
  }
}

/** The endpoint answers again after it could not be reached: what waits for it need not wait any longer. */
export async function wakeEndpoint(db: Queryable, endpoint: Id<'endpoint'>, now: Instant): Promise<void> {
  await db.query(
    `update events.delivery set next_at = $2 where endpoint = $1 and state = 'pending' and next_at > $2::timestamptz
        and last_status is null`,
    [uuidOfId(endpoint), isoTime(now)],
  );
}

export async function cancelDeliveries(db: Queryable, endpoint: Id<'endpoint'>, now: Instant): Promise<void> {
  await db.query(
    `update events.delivery set state = 'cancelled', ended_at = $2, claimed_until = null where endpoint = $1 and state = 'pending'`,
    [uuidOfId(endpoint), isoTime(now)],
  );
}

/**
 * What has ended is sent again from the first attempt on; its webhook-id stays. What is pending is tried at once instead of
 * at its time, with whatever stands in its line: the first of a line goes first.
 */
export async function replay(db: Queryable, delivery: Id<'delivery'>, now: Instant): Promise<void> {
  await db.query(
    `update events.delivery d set next_at = $2 from events.delivery one
      where one.id = $1 and one.state = 'pending' and d.endpoint = one.endpoint and d.object = one.object
        and d.state = 'pending' and d.next_at > $2::timestamptz`,
    [uuidOfId(delivery), isoTime(now)],
  );
  await db.query(
    `update events.delivery d set state = 'pending', attempts = 0, tried_from = $2, next_at = $2, ended_at = null, claimed_until = null
      where d.id = $1 and d.state in ('delivered', 'failed')
        and exists (select from events.endpoint e where e.id = d.endpoint and e.state = 'active')`,
    [uuidOfId(delivery), isoTime(now)],
  );
}

/** As `replay` leaves it. */
export function asReplayed(delivery: Delivery, now: Instant): Delivery {
  const again: Delivery = { ...delivery, state: 'pending', nextAt: now, endedAt: null };
  return delivery.state === 'pending' ? again : { ...again, attempts: 0, triedFrom: now };
}

/** Deliveries that ended 60 days ago are forgotten; the events themselves stay in the journal. */
export async function forgetOld(db: Queryable, now: Instant): Promise<void> {
  await db.query(
    `delete from events.delivery where id in (
       select id from events.delivery where state <> 'pending' and ended_at < $1 limit 10000)`,
    [isoTime(now - KEPT_MS)],
  );
}

export type DeliveryFilter = {
  readonly merchant: string | null;
  readonly endpoint: string | null;
  readonly state: DeliveryState | null;
  readonly after: Id<'delivery'> | null;
  readonly limit: number;
};

/** Newest first; one more than `limit` tells that there are more. */
export async function listDeliveries(db: Queryable, filter: DeliveryFilter): Promise<Delivery[]> {
  const text = `select ${columnList(deliveries)} from events.delivery t
     where ($1::uuid is null or t.merchant = $1::uuid) and ($2::uuid is null or t.endpoint = $2::uuid)
       and ($3::text is null or t.state = $3::text) and ($4::uuid is null or t.id < $4::uuid)
     order by t.id desc limit $5`;
  return (await queryRows(db, deliveries, text, [
    uuidOrNull(filter.merchant),
    uuidOrNull(filter.endpoint),
    filter.state,
    uuidOrNull(filter.after),
    filter.limit,
  ])) as Delivery[];
}

export async function deliveryById(db: Queryable, id: Id<'delivery'>): Promise<Delivery | undefined> {
  const text = `select ${columnList(deliveries)} from events.delivery t where t.id = $1`;
  return (await queryRows(db, deliveries, text, [uuidOfId(id)]))[0] as Delivery | undefined;
}

/** For metrics: how many wait, and how many of them have already failed. */
export async function countPending(db: Queryable): Promise<{ pending: number; failing: number }> {
  const result = await db.query(
    `select count(*)::int pending, count(*) filter (where attempts > 0)::int failing from events.delivery where state = 'pending'`,
  );
  return { pending: Number(result.rows[0]?.pending ?? 0), failing: Number(result.rows[0]?.failing ?? 0) };
}

export function deliveryView(row: Delivery): DeliveryView {
  const time = (at: Instant | null) => (at === null ? null : isoTime(at));
  return {
    id: row.id,
    endpoint: row.endpoint,
    merchant: row.merchant,
    eventId: eventId(row.seq, row.n),
    eventType: row.type,
    object: row.object,
    state: row.state,
    attempts: row.attempts,
    createdAt: isoTime(row.createdAt),
    nextAttemptAt: row.state === 'pending' ? isoTime(row.nextAt) : null,
    deliveredAt: row.state === 'delivered' ? time(row.endedAt) : null,
    lastAttemptAt: time(row.lastAt),
    lastStatus: row.lastStatus,
    lastError: row.lastError,
  };
}
