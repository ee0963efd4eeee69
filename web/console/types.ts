// What the console reads beyond the shared shapes.
import type { TFunction } from 'i18next';
import type { Brief, Need, Reason } from '../shared/challenge.ts';
import type { Money } from '../shared/money.ts';

export type Actor = string | { type?: string; id: string; name?: string };
export type LedgerAccountRef = string | { id?: string; kind?: string; owner?: string; name?: string };

export type JournalRow = {
  seq: string;
  at: string;
  kind: string;
  actor: Actor;
  outcome: 'done' | 'refused';
  code?: string | null;
  /** What a refusal said to people. */
  prompt?: { en: string; zh: string } | null;
  ref?: string | null;
};

export type Posting = {
  n?: number;
  kind?: string;
  phase: string;
  debit: LedgerAccountRef;
  credit: LedgerAccountRef;
  amount: Money;
};

export type JournalDetail = JournalRow & {
  key?: string;
  body?: unknown;
  reply?: unknown;
  details?: unknown;
  events: readonly { type: string; object?: string; data?: unknown }[];
  transfers?: readonly Posting[];
  effects: readonly { kind?: string; task?: string }[];
  leaf?: string;
  device?: string | { id: string; name?: string } | null;
};

export type Books = {
  ok: boolean;
  sums: readonly { currency: string; posted: string; held: string; accounts: number }[];
  clearing: readonly { currency: string; kind: string; balance: string }[];
};
export type Tree = { size: string; root: string };

export type Overview = {
  at: string;
  books: Books;
  tree: Tree;
  /** Why all writing was stopped; null while all is well. */
  halted?: string | null;
  today: { payments: number; volume: Money; refusals: number };
  queue: { waiting: number; commandsPerSecond?: number };
  unknownOutcomes: number;
  alerts?: number;
  unmapped?: number;
  deliveriesFailing?: number;
  deliveriesPending?: number;
};

export type Series = {
  stepMs: number;
  data: readonly {
    at: string;
    payments: number;
    volume: Money | string;
    refusals: number;
    commands: number;
    queue: number;
  }[];
  refusalsByCode: readonly { code: string; count: number }[];
};

export type LedgerAccount = {
  id: string;
  owner: string;
  ownerName?: string | null;
  kind: string;
  currency: string;
  side: 'credit' | 'debit';
  balance: Money;
  held: Money;
  available: Money;
};

export type StatementRow = {
  seq: string;
  n: number;
  at: string;
  kind: string;
  phase: string;
  amount: Money;
  balanceAfter: Money;
  counterparty: LedgerAccountRef;
  reference?: string | null;
};

export type PersonRow = {
  id: string;
  name: string;
  phone: string;
  realName: { name: string; idNumber: string } | null;
  hasPin: boolean;
  pinLockedUntil: string | null;
  operatorRoles: OperatorRole[];
  createdAt: string;
};

export type PersonDetail = PersonRow & {
  sessions: { id: string; device: { id: string; name: string }; openedAt: string; expiresAt: string }[];
  memberships: { merchant: string; name: string; role: 'owner' | 'manager' | 'clerk' }[];
};

export const operatorRoles = ['viewer', 'support', 'admin'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export type MerchantRow = { id: string; name: string; createdAt: string };

export type BankRequest = {
  id: string;
  operation: string;
  state: string;
  subject?: string;
  amount: Money;
  orderNumber?: string | null;
  code?: string | null;
  bankReference?: string | null;
  attempts: number;
  inquiries: number;
  askedAt?: string;
  changedAt?: string;
};

export type Alert = {
  id: string;
  state: string;
  kind: string;
  object: string;
  note: string;
  raisedAt: string;
};

export type FailedUndo = {
  id: string;
  state: 'waiting' | 'refunding' | 'stuck' | 'refunded' | 'resolved';
  amount: Money;
  code: string;
  declines: number;
  retryAt: string | null;
  proposal: {
    id: string;
    act: 'refund' | 'wallet';
    person: string | null;
    reason: string;
    by: string;
    at: string;
    confirmedBy: string | null;
  } | null;
  failedAt: string;
};

export type Reconciliation = {
  id: string;
  at: string;
  from: string;
  to: string;
  entries: number;
  matched: number;
  bankBalance: string;
  ledgerBalance: string;
  differences: readonly {
    kind: string;
    reference: string;
    bankMinor: string | null;
    ourMinor: string | null;
  }[];
  ok: boolean;
};

export type Match = { code: string } | { pattern: string } | { family: string };
export type Rule = {
  id: string;
  match: Match;
  texts: { en: string; zh?: string };
  priority: number;
  version: number;
  author: string | { name: string };
  createdAt: string;
};
export type RuleVersion = {
  version: number;
  at: string;
  author: string | { name: string };
  act: string;
  rule: Rule | null;
};
export type Unmapped = {
  key?: string;
  code?: string | null;
  message: string;
  source?: string;
  count: string | number;
  lastAt: string;
};

export type Delivery = {
  id: string;
  endpoint: string;
  merchant?: string;
  eventType: string;
  object?: string;
  state: string;
  attempts: number;
  lastStatus?: number | null;
  lastError?: string | null;
  nextAttemptAt?: string | null;
  createdAt: string;
};

/** The platform and the bank act too; they have no name of their own. Before a sign-in there is a phone, known by its hash. */
export const nameOfActor = (actor: Actor, t: TFunction): string => {
  const id = idOfActor(actor);
  if (id === 'platform' || id === 'bank') return t(`actor.${id}`);
  if (id.startsWith('phone ')) return t('actor.phone');
  return typeof actor === 'string' ? actor : (actor.name ?? actor.id);
};
export const idOfActor = (actor: Actor): string => (typeof actor === 'string' ? actor : actor.id);
export const nameOfAuthor = (author: string | { name: string }, t: TFunction): string =>
  author === 'platform' ? t('actor.platform') : typeof author === 'string' ? author : author.name;

export type PolicyRule = {
  kind: string;
  version: number;
  setBy: Brief;
  since: string;
  until?: string;
  params: Readonly<Record<string, unknown>>;
};

export type PolicyHistory = {
  current: { version: number; rules: PolicyRule[] };
  history: { version: number; at: string; by: Brief; rules: PolicyRule[] }[];
};

/** What a payment would meet. */
export type DryRunVerdict = {
  outcome: 'goes-through' | 'asks' | 'refused';
  code?: string;
  needs?: Need;
  reasons: Reason[];
  proofWaived: boolean;
};
