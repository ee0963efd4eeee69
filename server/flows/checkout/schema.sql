-- Orders, the payments of orders, and refunds.
create schema checkout;

create table checkout.orders (
  id uuid primary key,
  merchant uuid not null,
  merchant_reference text not null,
  description text not null,
  state text not null check (state in ('open', 'paying', 'paid', 'cancelled', 'expired', 'refunded')),
  -- Raised by every amendment: whoever pays must name the version he saw, so an old order can never be paid.
  version integer not null check (version > 0),
  lines jsonb not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  -- Refunded for good, and reserved by refunds that are under way.
  refunded bigint not null default 0 check (refunded >= 0),
  refunding bigint not null default 0 check (refunding >= 0),
  payer uuid,
  payment uuid,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  paid_at timestamptz,
  unique (merchant, merchant_reference),
  check (refunded + refunding <= amount),
  check ((state in ('paid', 'refunded')) = (paid_at is not null))
) with (fillfactor = 50);
create index orders_of_merchant on checkout.orders (merchant, id);
create index orders_expiry on checkout.orders (expires_at);

create table checkout.payment (
  id uuid primary key,
  orders uuid not null,
  merchant uuid not null,
  payer uuid not null,
  -- 'balance' or the id of an instrument.
  mode text not null,
  state text not null check (state in ('asking', 'done', 'failed', 'reversed')),
  currency text not null,
  amount bigint not null check (amount > 0),
  order_version integer not null,
  -- The request to the bank, when a card pays.
  request uuid,
  code text,
  created_at timestamptz not null,
  ended_at timestamptz
) with (fillfactor = 90);
create index payment_of_payer on checkout.payment (payer, id);

create table checkout.refund (
  id uuid primary key,
  orders uuid not null,
  merchant uuid not null,
  payment uuid not null,
  merchant_reference text not null,
  state text not null check (state in ('pending', 'done', 'failed')),
  currency text not null,
  amount bigint not null check (amount > 0),
  hold uuid,
  code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (merchant, merchant_reference)
);
create index refund_of_order on checkout.refund (orders, id);
