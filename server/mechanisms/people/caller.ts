/** Who calls a route. Types only: everybody imports this file, so it imports nothing heavy. */
import type { Id } from '../../kernel/id.ts';

export type StaffRole = 'owner' | 'manager' | 'clerk';
export type OperatorRole = 'viewer' | 'support' | 'admin';
/** What a merchant's API key may do. `full` includes the others. */
export type KeyScope = 'full' | 'orders' | 'refunds' | 'read';

type SignedIn = {
  readonly person: Id<'person'>;
  readonly session: Id<'session'>;
  readonly device: Id<'device'>;
};

export type PersonCaller = SignedIn & { readonly kind: 'person' };
/** A person whose roles make him an operator; he may do for himself what any person may. */
export type OperatorCaller = SignedIn & {
  readonly kind: 'operator';
  readonly roles: readonly OperatorRole[];
};
/** A person who acts for a merchant: token and header `Bursar-Merchant`. */
export type StaffCaller = SignedIn & {
  readonly kind: 'staff';
  readonly merchant: Id<'merchant'>;
  readonly role: StaffRole;
};
/** A merchant's program with a secret key. */
export type MerchantCaller = {
  readonly kind: 'merchant';
  readonly merchant: Id<'merchant'>;
  readonly key: Id<'key'>;
  readonly scopes: readonly KeyScope[];
};
export type BankCaller = { readonly kind: 'bank' };
export type AnonymousCaller = { readonly kind: 'anonymous' };

export type Caller =
  | PersonCaller
  | OperatorCaller
  | StaffCaller
  | MerchantCaller
  | BankCaller
  | AnonymousCaller;

export const anonymous: AnonymousCaller = { kind: 'anonymous' };
