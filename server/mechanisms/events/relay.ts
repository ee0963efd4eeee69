/**
 * The relay: reads the journal on from where it stopped and makes out one delivery per event and endpoint. Its place is
 * kept in the database and moves in the same transaction, so no event is left out or made out twice, whoever crashes.
 */
import type { Pool } from 'pg';
import { newId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { rawTypes } from '../database/index.ts';
import { parseEntry } from '../journal/index.ts';
import { addDeliveries, type Delivery } from './deliveries.ts';
import { activeEndpoints, type Endpoint } from './endpoints.ts';

/** Entries looked through in one transaction. */
const WINDOW = 5_000n;
const MAX_MERCHANTS_IN_FILTER = 50;

/** One step. Returns true when more entries wait. Another process being at it counts as nothing to do. */
export async function relayOnce(pool: Pool, now: Instant): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const place = await client.query(
      'select seq::text from events.relay where id = 1 for update skip locked',
    );
    if (place.rows.length === 0) {
      await client.query('rollback');
      return false;
    }
    // First the head, then the endpoints: one that is not seen here was made after this head and misses nothing.
    const head = BigInt((await client.query('select seq::text from journal.head where id = 1')).rows[0].seq);
    const active = await activeEndpoints(client);
    const from = startOf(BigInt(place.rows[0].seq), active);
    if (from === null || from >= head) {
      await client.query('rollback');
      return false;
    }
    const end = from + WINDOW < head ? from + WINDOW : head;
    await addDeliveries(client, await deliveriesBetween(client, from, end, active, now));
    await client.query('update events.relay set seq = $1::bigint where id = 1', [end.toString()]);
    await client.query('commit');
    return end < head;
  } catch (thrown) {
    await client.query('rollback').catch(() => {});
    throw thrown;
  } finally {
    client.release();
  }
}

/** Nobody wants what came before the oldest endpoint. Null: nobody wants anything. */
function startOf(seq: bigint, active: readonly Endpoint[]): bigint | null {
  let oldest: bigint | null = null;
  for (const { since } of active) if (oldest === null || since < oldest) oldest = since;
  return oldest === null ? null : oldest > seq ? oldest : seq;
}

async function deliveriesBetween(
  client: Pick<Pool, 'query'>,
  from: bigint,
  end: bigint,
  active: readonly Endpoint[],
  now: Instant,
): Promise<Delivery[]> {
  const byMerchant = new Map<string, Endpoint[]>();
  for (const endpoint of active)
    byMerchant.set(endpoint.merchant, [...(byMerchant.get(endpoint.merchant) ?? []), endpoint]);
  const names = [...byMerchant.keys()];
  const patterns =
    names.length <= MAX_MERCHANTS_IN_FILTER ? names.map((name) => `%${name}%`) : ['%"events":[{%'];
  const result = await client.query({
    text: `select content from journal.entry where seq > $1::bigint and seq <= $2::bigint
              and content like any($3::text[]) order by seq`,
    values: [from.toString(), end.toString(), patterns],
    rowMode: 'array',
    types: rawTypes,
  });
  const made: Delivery[] = [];
  for (const row of result.rows as unknown as string[][]) {
    const entry = parseEntry(String(row[0]));
    const seq = BigInt(entry.seq);
    entry.events.forEach((event, n) => {
      for (const name of new Set(event.audience)) {
        for (const endpoint of byMerchant.get(name) ?? []) {
          if (seq <= endpoint.since) continue;
          made.push({
            id: newId('delivery', now),
            endpoint: endpoint.id,
            merchant: endpoint.merchant,
            seq,
            n,
            type: event.type,
            object: event.object,
            state: 'pending',
            attempts: 0,
            createdAt: now,
            triedFrom: now,
            nextAt: now,
            claimedUntil: null,
            endedAt: null,
            lastAt: null,
            lastStatus: null,
            lastError: null,
          });
        }
      }
    });
  }
  return made;
}
