/** Accounts: who owns them, which way they grow, and how far down they may go. */
import { createHash } from 'node:crypto';
import { type Id, idFromBytes } from '../../kernel/id.ts';
import type { Currency } from '../../kernel/money.ts';
import { column, defineTable, type TableRow } from '../database/index.ts';

/**
 * The chart of accounts. `least` is the floor of the available balance.
 * - wallet, merchant: what the platform owes a person or a merchant; never below zero.
 * - bank: what the platform has at the bank (its settlement account); mirrors the bank's statement.
 * - suspense: money that arrived and belongs to nobody yet (late successes); must drain to zero.
 * - fees: what the platform has earned.
 */
export const accountKinds = {
  wallet: { side: 'credit', least: 0n },
  merchant: { side: 'credit', least: 0n },
  bank: { side: 'debit', least: null },
  suspense: { side: 'credit', least: 0n },
  fees: { side: 'credit', least: null },
} as const satisfies Record<string, { side: 'credit' | 'debit'; least: bigint | null }>;

export type AccountKind = keyof typeof accountKinds;

/** An account named by what it is for. Its id follows from the name, so nobody has to look it up or open it first. */
export type AccountRef = {
  readonly id: Id<'account'>;
  readonly owner: string;
  readonly kind: AccountKind;
  readonly currency: Currency;
};

export const accounts = defineTable({
  name: 'ledger.account',
  key: 'id',
  columns: {
    id: column.id('account'),
    owner: column.text(),
    kind: column.text<AccountKind>(),
    currency: column.text<Currency>(),
    side: column.text<'credit' | 'debit'>(),
    debitsPosted: column.int8(),
    creditsPosted: column.int8(),
    debitsHeld: column.int8(),
    creditsHeld: column.int8(),
    least: column.nullable(column.int8()),
    openedAt: column.time(),
  },
});
export type Account = TableRow<typeof accounts>;

/** The accounts of owners who were asked for lately, a few each: a full young generation becomes the old one. */
const MAX_OWNERS = 100_000;
let young = new Map<string, AccountRef[]>();
let old = new Map<string, AccountRef[]>();

export function accountRef(owner: string, kind: AccountKind, currency: Currency): AccountRef {
  const refs = refsOf(owner);
  for (const ref of refs) if (ref.kind === kind && ref.currency === currency) return ref;
  const ref = makeRef(owner, kind, currency);
  refs.push(ref);
  return ref;
}

function refsOf(owner: string): AccountRef[] {
  const known = young.get(owner);
  if (known) return known;
  const refs = old.get(owner) ?? [];
  if (young.size >= MAX_OWNERS / 2) {
    old = young;
    young = new Map();
  }
  young.set(owner, refs);
  return refs;
}

function makeRef(owner: string, kind: AccountKind, currency: Currency): AccountRef {
  const name = `bursar account ${owner} ${kind} ${currency}`;
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // RFC 9562 version 8: made from a name
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return { id: idFromBytes('account', Buffer.from(bytes)), owner, kind, currency };
}

export const walletOf = (person: string, currency: Currency) => accountRef(person, 'wallet', currency);
export const merchantAccountOf = (merchant: string, currency: Currency) =>
  accountRef(merchant, 'merchant', currency);
export const bankAccount = (currency: Currency) => accountRef('platform', 'bank', currency);
export const suspenseAccount = (currency: Currency) => accountRef('platform', 'suspense', currency);

export function openAccount(ref: AccountRef, now: number): Account {
  const rule = accountKinds[ref.kind];
  return {
    id: ref.id,
    owner: ref.owner,
    kind: ref.kind,
    currency: ref.currency,
    side: rule.side,
    debitsPosted: 0n,
    creditsPosted: 0n,
    debitsHeld: 0n,
    creditsHeld: 0n,
    least: rule.least,
    openedAt: now,
  };
}

/** Posted balance in the account's own direction, minor units. */
export function balanceOf(account: Account): bigint {
  const net = account.creditsPosted - account.debitsPosted;
  return account.side === 'credit' ? net : -net;
}

/** What may still be taken out: posted minus what is held on the way out. */
export function availableOf(account: Account): bigint {
  return balanceOf(account) - (account.side === 'credit' ? account.debitsHeld : account.creditsHeld);
}
