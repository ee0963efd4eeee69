// The shapes of API v1 that the screens read. A screen shows them and decides nothing.
import type { Money } from './money.ts';

export type Page<Row> = { data: Row[]; hasMore: boolean; next?: string | null };

export type Person = {
  id: string;
  name: string;
  phone: string;
  locale?: string;
  realName: { name: string; idNumber: string } | null;
  hasPin: boolean;
  pinLockedUntil: string | null;
  memberships: { merchant: string; name: string; role: string }[];
  operatorRoles: string[];
};

export type Account = {
  id: string;
  kind: string;
  currency: string;
  balance: Money;
  held: Money;
  available: Money;
};

export type StatementEntry = {
  /** Journal entry and place in it: "10421_0". */
  id: string;
  at: string;
  kind: string;
  amount: Money;
  balanceAfter: Money;
  /** Empty for the platform's own accounts, say the one at the bank. */
  counterparty: { id?: string; name?: string };
  /** The order, transfer, top-up or withdrawal. */
  reference: string;
};

export type Statement = Page<StatementEntry> & { account: Account };

/** A bank card of mine. `asking`: the bank has not yet sent its code; `unverified`: the code is waited for. */
export type Instrument = {
  id: string;
  kind: string;
  state: 'asking' | 'unverified' | 'bound' | 'declined' | 'expired' | 'revoked';
  last4: string;
  brand: string;
  cardKind: 'debit' | 'credit' | 'card';
  bankName: string;
  /** Masked. */
  holder: string;
  version: number;
  /** Until when the code is good. */
  expiresAt?: string;
  createdAt: string;
  display: ModeDisplay;
};

export type OrderLine = { item: string; unitPrice: Money; quantity: number; stock?: number | null };

/** How to draw a payment mode; comes from the server once and is then kept on the device, keyed by `displayVersion`. */
export type ModeDisplay = {
  icon?: string;
  colour?: string;
  label?: Readonly<Record<string, string>>;
};

export type PaymentMode = {
  id: string;
  kind: 'balance' | 'card' | (string & {});
  label: string;
  available: boolean;
  reason?: string | null;
  display?: ModeDisplay | null;
};

export type OrderState = 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';

export type Order = {
  id: string;
  number: string;
  version: number;
  state: OrderState;
  merchant: { id: string; name?: string };
  merchantReference: string;
  description?: string | null;
  lines: OrderLine[];
  amount: Money;
  refunded?: Money;
  /** Only while the order is open or being paid. */
  modes?: PaymentMode[];
  displayVersion?: string;
  /** The payer says where to when he pays. */
  delivery: boolean;
  /** For its merchant and its payer, once somebody pays it. */
  deliveryAddress?: DeliveryAddress;
  payUrl: string;
  returnUrl?: string;
  payment?: {
    id: string;
    state: string;
    mode: string;
    amount: Money;
    code?: string;
    /** While somebody's yes is waited for. */
    challenge?: string;
    createdAt?: string;
  } | null;
  expiresAt: string;
  createdAt: string;
  paidAt?: string | null;
};

export type Refund = {
  id: string;
  order: string;
  state: string;
  amount: Money;
  merchantReference: string;
  createdAt: string;
  prompt?: string | null;
};

/** What the link of an order tells anybody, until somebody pays it. */
export type OrderSummary = Pick<Order, 'id' | 'state' | 'merchant' | 'amount' | 'expiresAt'>;

/** Where something goes, as it was said at the time. */
export type DeliveryAddress = {
  id: string;
  recipient: string;
  phone: string;
  region: string;
  city: string;
  line: string;
  /** Empty where there is none. */
  postcode: string;
};

/** An address of mine. It never changes: a changed address is another one. */
export type Address = DeliveryAddress & {
  /** My own word for it; may be empty. */
  label: string;
  isDefault: boolean;
  createdAt: string;
};

export type JourneyState = 'pending' | 'done' | 'failed' | 'unknown' | (string & {});

/** A top-up, a withdrawal, a refund or a transfer: something that may wait for the bank. */
export type Journey = {
  id: string;
  state: JourneyState;
  amount: Money;
  code?: string | null;
  /** Whose yes it waits or waited for. */
  challenge?: string;
  prompt?: string | null;
  reference?: string | null;
  createdAt?: string;
  endedAt?: string;
  [name: string]: unknown;
};

export type Session = {
  id: string;
  device?: { id: string; name: string };
  openedAt?: string;
  lastUsedAt?: string;
  expiresAt?: string;
  current?: boolean;
};

export type Passkey = {
  id: string;
  name: string;
  synced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
};

export type LiveEvent = {
  seq: string | number;
  id: string;
  type: string;
  at: string;
  object: string | { id: string; kind?: string };
  data: Record<string, unknown>;
};

export type Proof = { pin: string } | { paymentSession: string };
