/** The present supervision of a payer (a new one takes the place of one that has ended), and what became of his payments. */
import { uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { type Challenge, challenges } from '../../mechanisms/challenges/index.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  type TableRow,
} from '../../mechanisms/database/index.ts';
import type { PageWish } from '../../mechanisms/http/index.ts';
import type { SupervisionState } from './rules.ts';

export const supervisions = defineTable({
  name: 'supervisor.supervision',
  key: 'payer',
  columns: {
    payer: column.id('person'),
    id: column.id('supervision'),
    supervisor: column.id('person'),
    state: column.text<SupervisionState>(),
    /** The one that asks him to supervise, or to let go. */
    challenge: column.nullable(column.id('challenge')),
    askedAt: column.time(),
    /** When leaving works without his yes. */
    endsAt: column.nullable(column.time()),
    /** His no to leaving: shown, but it stops nothing. */
    refused: column.nullable(column.json<{ readonly reason: string; readonly at: Instant }>()),
    /** When the supervisor gave it up by himself. */
    resignedAt: column.nullable(column.time()),
  },
});
export type Supervision = TableRow<typeof supervisions>;

export const outcomes = defineTable({
  name: 'supervisor.outcome',
  key: 'subject',
  columns: {
    subject: column.text(),
    payer: column.id('person'),
    outcome: column.text<'paid' | 'dropped'>(),
    at: column.time(),
  },
});

const MAX_SUPERVISED = 100;

export function supervisedBy(db: Queryable, supervisor: string): Promise<Supervision[]> {
  const text = `select ${columnList(supervisions)} from supervisor.supervision t
    where t.supervisor = $1 and t.state <> 'ended' order by t.asked_at desc, t.id limit ${MAX_SUPERVISED}`;
  return queryRows(db, supervisions, text, [uuidOfId(supervisor)]);
}

const MAX_LEAVING = 1_000;

export function overdueLeaves(db: Queryable, now: Instant): Promise<Supervision[]> {
  const text = `select ${columnList(supervisions)} from supervisor.supervision t
    where t.state = 'leaving' and t.ends_at <= $1 order by t.ends_at limit ${MAX_LEAVING}`;
  return queryRows(db, supervisions, text, [isoTime(now)]);
}

export type HistoryWish = PageWish & { readonly payer: string };

/** What of the payer's was judged by this rule since he was asked; newest first. */
export function supervisedActs(
  db: Queryable,
  { payer, after, limit, since }: HistoryWish & { readonly since: Instant },
): Promise<Challenge[]> {
  const text = `select ${columnList(challenges)} from challenges.challenge t
    where t.asker = $1 and t.kind not like 'supervision%' and t.reasons @> '[{"rule":"supervisor"}]' and t.created_at >= $2
      and ($3::uuid is null or t.id < $3) order by t.id desc limit $4`;
  const values = [uuidOfId(payer), isoTime(since), uuidOrNull(after), limit];
  return queryRows(db, challenges, text, values);
}
