-- Top-ups: from a card into the wallet.
create schema top_up;
create table top_up.top_up (
  id uuid primary key,
  person uuid not null,
  instrument uuid not null,
  state text not null check (state in ('pending', 'unknown', 'done', 'failed')),
  amount bigint not null check (amount > 0),
  currency text not null,
  request uuid not null unique,
  code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((state in ('done', 'failed')) = (ended_at is not null))
) with (fillfactor = 80);
