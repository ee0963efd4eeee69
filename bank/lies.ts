// What the bank has been told to do wrong. Kept in the database, so that a lie outlives a restart; read from memory.
// The books never lie: only replies, callbacks, questions and timing do.

import type { Database } from './database.ts';
import { transaction } from './database.ts';

export const LIES = [
  'timeout',
  'lost-reply',
  'late',
  'twice',
  'wrong-amount',
  'down',
  'slow',
  'decline',
  'drop-callback',
  'pending',
] as const;
export type LieName = (typeof LIES)[number];

export const LIED_OPERATIONS = [
  'debits',
  'refunds',
  'transfers',
  'cancel',
  'query',
  'statements',
  'card-verifications',
  'sms',
] as const;
export type LiedOperation = (typeof LIED_OPERATIONS)[number];

export interface Lie {
  operation: LiedOperation | '*';
  lie: LieName;
  /** How many requests are still lied to; absent: until the lie is taken back. */
  times?: number;
  delayMs?: number;
  code?: string;
}

/** The lies that fall on one request, at most one of each name. */
export type LiesTold = Partial<Record<LieName, { delayMs?: number; code?: string }>>;

export interface Lies {
  list(): Lie[];
  replace(lies: readonly Lie[]): Promise<void>;
  /** Uses up one time of every lie that fits the request. */
  take(operation: LiedOperation): Promise<LiesTold>;
  /** The whole bank is down: nothing goes out either. */
  isDown(): boolean;
}

const MONEY_LIES: readonly LieName[] = ['twice', 'drop-callback', 'pending'];
const MONEY_OPERATIONS: readonly string[] = ['debits', 'refunds', 'transfers'];
const DECLINED_OPERATIONS: readonly string[] = [...MONEY_OPERATIONS, 'card-verifications'];

export async function loadLies(db: Database, onChange: () => void): Promise<Lies> {
  const { rows } = await db.query<{
    id: string;
    operation: LiedOperation | '*';
    lie: LieName;
    times_left: number | null;
    delay_ms: number | null;
    code: string | null;
  }>('select id, operation, lie, times_left, delay_ms, code from lies order by id');
  let told: (Lie & { id: string })[] = rows.map((row) => ({
    id: row.id,
    operation: row.operation,
    lie: row.lie,
    ...(row.times_left !== null && { times: row.times_left }),
    ...(row.delay_ms !== null && { delayMs: row.delay_ms }),
    ...(row.code !== null && { code: row.code }),
  }));

  return {
    list: () => told.filter(isLeft).map(({ id: _, ...lie }) => lie),
    async replace(lies) {
      told = await transaction(db, async (tx) => {
        await tx.query('delete from lies');
        const kept: (Lie & { id: string })[] = [];
        for (const lie of lies) {
          const inserted = await tx.query<{ id: string }>(
            'insert into lies (operation, lie, times_left, delay_ms, code) values ($1, $2, $3, $4, $5) returning id',
            [lie.operation, lie.lie, lie.times ?? null, lie.delayMs ?? null, lie.code ?? null],
          );
          kept.push({ ...lie, id: inserted.rows[0]?.id ?? '' });
        }
        return kept;
      });
      onChange();
    },
    async take(operation) {
      const used = told.filter((lie, at) => {
        const isFirst = told.findIndex(
          (other) => other.lie === lie.lie && isLeft(other) && fits(other, operation),
        );
        return isFirst === at;
      });
      const counted = used.filter((lie) => lie.times !== undefined);
      for (const lie of counted) lie.times = (lie.times ?? 1) - 1;
      if (counted.length > 0) {
        await db.query('update lies set times_left = greatest(times_left - 1, 0) where id = any($1)', [
          counted.map(({ id }) => id),
        ]);
        onChange();
      }
      return Object.fromEntries(
        used.map(({ lie, delayMs, code }) => [
          lie,
          { ...(delayMs !== undefined && { delayMs }), ...(code !== undefined && { code }) },
        ]),
      );
    },
    isDown: () => told.some((lie) => lie.lie === 'down' && lie.operation === '*' && lie.times === undefined),
  };
}

const isLeft = (lie: Lie): boolean => lie.times === undefined || lie.times > 0;

function fits(lie: Lie, operation: LiedOperation): boolean {
  if (lie.operation !== '*' && lie.operation !== operation) return false;
  if (MONEY_LIES.includes(lie.lie)) return MONEY_OPERATIONS.includes(operation);
  if (lie.lie === 'decline') return DECLINED_OPERATIONS.includes(operation);
  if (lie.lie === 'wrong-amount') return MONEY_OPERATIONS.includes(operation) || operation === 'query';
  return true;
}
