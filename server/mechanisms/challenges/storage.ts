/** The records of challenges and policies, and the lists that screens read. */

import { uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  type TableRow,
} from '../database/index.ts';
import type { PageWish } from '../http/index.ts';
import type { Json } from '../journal/index.ts';
import type { Shown } from './act.ts';
import type { Leaf, Tree } from './expression.ts';

export type ChallengeState = 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
export const challengeMachine = machine<ChallengeState>({
  pending: ['approved', 'refused', 'cancelled', 'expired'],
  approved: [],
  refused: [],
  cancelled: [],
  expired: [],
});

/** Why it was asked: the rule, its version, and the code of the reason. */
export type Reason = {
  readonly rule: string;
  readonly version: number;
  readonly because: string;
  readonly details: { readonly [key: string]: Json };
};

export type RefusedBy = { readonly by: string; readonly reason: string };

export const challenges = defineTable({
  name: 'challenges.challenge',
  key: 'id',
  columns: {
    id: column.id('challenge'),
    kind: column.text(),
    subject: column.text(),
    about: column.text(),
    shown: column.json<Shown>(),
    asker: column.id('person'),
    device: column.nullable(column.id('device')),
    tree: column.json<Tree>(),
    leaves: column.json<readonly Leaf[]>(),
    reasons: column.json<readonly Reason[]>(),
    names: column.json<Readonly<Record<string, string>>>(),
    state: column.text<ChallengeState>(),
    version: column.int4(),
    refusal: column.nullable(column.json<RefusedBy>()),
    expiresAt: column.time(),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
export type Challenge = TableRow<typeof challenges>;

export const inbox = defineTable({
  name: 'challenges.inbox',
  key: 'id',
  columns: { id: column.text(), challenge: column.id('challenge'), approver: column.text() },
});

/** A rule of one person: at most one of each kind. `params` are the kind's own. */
export type Rule<P = { readonly [key: string]: Json }> = {
  readonly kind: string;
  readonly version: number;
  readonly setBy: string;
  readonly since: Instant;
  /** From then on it judges nothing. */
  readonly until: Instant | null;
  readonly params: P;
};

export const policies = defineTable({
  name: 'challenges.policy',
  key: 'person',
  columns: {
    person: column.id('person'),
    version: column.int4(),
    rules: column.json<readonly Rule[]>(),
    changedAt: column.time(),
  },
});
export type Policy = TableRow<typeof policies>;

export const policyVersions = defineTable({
  name: 'challenges.policy_version',
  key: 'id',
  columns: {
    id: column.text(),
    person: column.id('person'),
    version: column.int4(),
    rules: column.json<readonly Rule[]>(),
    setBy: column.text(),
    at: column.time(),
  },
});
export type PolicyVersion = TableRow<typeof policyVersions>;

export const codes = defineTable({
  name: 'challenges.code',
  key: 'id',
  columns: {
    id: column.text(),
    mark: column.text(),
    expiresAt: column.time(),
    spent: column.bool(),
    sent: column.bool(),
  },
});

const MAX_OVERDUE = 1_000;

export async function overdueChallenges(db: Queryable, now: Instant): Promise<string[]> {
  const text = `select ${columnList(challenges)} from challenges.challenge t
    where state = 'pending' and expires_at <= $1 order by expires_at limit ${MAX_OVERDUE}`;
  return (await queryRows(db, challenges, text, [isoTime(now)])).map(({ id }) => id);
}

export type ChallengeWish = PageWish & {
  readonly asker: string | null;
  /** Ids as they stand in the inbox: the person and `role <role>`. Nobody of an empty list; null: whoever is asked. */
  readonly approvers: readonly string[] | null;
  readonly state: 'pending' | null;
};

/** Newest first. */
export async function listChallenges(db: Queryable, wish: ChallengeWish): Promise<Challenge[]> {
  // In the text, so that the index of what is pending serves: screens ask for it every few seconds.
  const isPending = wish.state === null ? '' : "and t.state = 'pending'";
  const text = `select ${columnList(challenges)} from challenges.challenge t
    where ($1::uuid is null or t.asker = $1)
      and ($2::text[] is null or exists (
        select from challenges.inbox i where i.challenge = t.id and i.approver = any($2)))
      and ($3::uuid is null or t.id < $3) ${isPending}
    order by t.id desc limit $4`;
  return queryRows(db, challenges, text, [
    uuidOrNull(wish.asker),
    wish.approvers,
    uuidOrNull(wish.after),
    wish.limit,
  ]);
}

export async function challengeOf(db: Queryable, id: string): Promise<Challenge | undefined> {
  const text = `select ${columnList(challenges)} from challenges.challenge t where t.id = $1`;
  return (await queryRows(db, challenges, text, [uuidOfId(id)]))[0];
}

export async function policyOf(db: Queryable, person: string): Promise<Policy | undefined> {
  const text = `select ${columnList(policies)} from challenges.policy t where t.person = $1`;
  return (await queryRows(db, policies, text, [uuidOfId(person)]))[0];
}

const MAX_NAMING = 200;

/** Policies with a rule of this kind whose params contain these, also one whose time is over. */
export async function policiesNaming(db: Queryable, rule: Pick<Rule, 'kind' | 'params'>): Promise<Policy[]> {
  const text = `select ${columnList(policies)} from challenges.policy t
    where t.rules @> $1::jsonb order by t.changed_at desc limit ${MAX_NAMING}`;
  return queryRows(db, policies, text, [JSON.stringify([rule])]);
}

const MAX_VERSIONS = 100;

export async function policyHistory(db: Queryable, person: string): Promise<PolicyVersion[]> {
  const text = `select ${columnList(policyVersions)} from challenges.policy_version t
    where t.person = $1 order by t.version desc limit ${MAX_VERSIONS}`;
  return queryRows(db, policyVersions, text, [uuidOfId(person)]);
}
