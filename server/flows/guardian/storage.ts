/** The records of `guardian`, and the lists that its screens read. */
import { type Id, uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import type { Currency } from '../../kernel/money.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { type ActAddress, type Challenge, challenges } from '../../mechanisms/challenges/index.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  selectRows,
  type TableRow,
} from '../../mechanisms/database/index.ts';
import type { PageWish } from '../../mechanisms/http/index.ts';
import {
  type Band,
  dayOf,
  type Limits,
  type LinkState,
  type NoticeState,
  type Relation,
  type Verdict,
} from './rules.ts';

export const links = defineTable({
  name: 'guardian.link',
  key: 'id',
  columns: {
    id: column.id('guardianship'),
    ward: column.id('person'),
    guardian: column.id('person'),
    relation: column.text<Relation>(),
    state: column.text<LinkState>(),
    limits: column.json<Limits>(),
    until: column.nullable(column.time()),
    challenge: column.id('challenge'),
    /** Why it ended, when not by a guardian's wish. */
    code: column.nullable(column.text()),
    askedAt: column.time(),
    since: column.nullable(column.time()),
    endedAt: column.nullable(column.time()),
  },
  lookups: { byPair: ['ward', 'guardian'] },
});
export type Link = TableRow<typeof links>;

export const burdens = defineTable({
  name: 'guardian.burden',
  key: 'guardian',
  columns: { guardian: column.id('person'), wards: column.int4() },
});

/** A guardian's word on an address of his ward. */
export const marks = defineTable({
  name: 'guardian.mark',
  key: 'address',
  columns: {
    address: column.id('address'),
    ward: column.id('person'),
    approved: column.bool(),
    by: column.nullable(column.id('person')),
    at: column.time(),
  },
});
export type Mark = TableRow<typeof marks>;

export const days = defineTable({
  name: 'guardian.day',
  key: 'ward',
  columns: { ward: column.id('person'), day: column.int4(), spent: column.int8() },
});

export const notices = defineTable({
  name: 'guardian.notice',
  key: 'id',
  columns: {
    id: column.id('notice'),
    subject: column.text(),
    ward: column.id('person'),
    kind: column.text<'payment' | 'transfer' | 'withdrawal'>(),
    payee: column.text(),
    payeeName: column.text(),
    amount: column.int8(),
    currency: column.text<Currency>(),
    band: column.text<Band>(),
    treatedAs: column.text<Band>(),
    address: column.nullable(column.json<ActAddress>()),
    addressApproved: column.bool(),
    verdict: column.text<Verdict>(),
    because: column.text(),
    state: column.text<NoticeState>(),
    day: column.int4(),
    counted: column.int8(),
    at: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
export type Notice = TableRow<typeof notices>;

/** One note for each act: it bears the act's own number. */
export const noticeIdOf = (subject: string): Id<'notice'> => `notice_${subject.slice(-26)}`;

export async function linksOf(db: Queryable, person: string): Promise<Link[]> {
  const text = `select ${columnList(links)} from guardian.link t
    where (t.guardian = $1 or t.ward = $1) and t.state in ('asked', 'active') order by t.id`;
  return queryRows(db, links, text, [uuidOfId(person)]);
}

const MAX_SWEPT = 500;

export async function linksPastTheirTime(db: Queryable, now: Instant): Promise<Link[]> {
  const text = `select ${columnList(links)} from guardian.link t
    where t.state = 'active' and t.until <= $1 order by t.until limit ${MAX_SWEPT}`;
  return queryRows(db, links, text, [isoTime(now)]);
}

export async function spentOn(
  db: Queryable,
  wards: readonly string[],
  now: Instant,
): Promise<Map<string, bigint>> {
  const rows = await selectRows(db, days, wards);
  const today = dayOf(now);
  return new Map(rows.flatMap(({ ward, day, spent }) => (day === today ? [[ward, spent]] : [])));
}

export async function marksOf(db: Queryable, addresses: readonly string[]): Promise<Map<string, Mark>> {
  return new Map((await selectRows(db, marks, addresses)).map((mark) => [mark.address, mark]));
}

/** What a ward's acts were asked for, by the act's id; where one was asked for twice, the later. */
export async function askedOf(
  db: Queryable,
  of: { readonly ward: string; readonly subjects: readonly string[] },
): Promise<Map<string, Challenge>> {
  if (of.subjects.length === 0) return new Map();
  const text = `select ${columnList(challenges)} from challenges.challenge t
    where t.asker = $1 and t.subject = any($2) order by t.id`;
  const found = await queryRows(db, challenges, text, [uuidOfId(of.ward), of.subjects]);
  return new Map(found.map((challenge) => [challenge.subject, challenge]));
}

/** Newest first; one more than `limit`, to tell whether there are more. */
export async function noticesOf(
  db: Queryable,
  wish: PageWish & { readonly ward: string },
): Promise<Notice[]> {
  const text = `select ${columnList(notices)} from guardian.notice t
    where t.ward = $1 and ($2::uuid is null or t.id < $2) order by t.id desc limit $3`;
  const after = uuidOrNull(wish.after);
  return queryRows(db, notices, text, [uuidOfId(wish.ward), after, wish.limit]);
}
