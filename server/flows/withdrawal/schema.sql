-- Withdrawals: from the wallet to a card.
create schema withdrawal;
create table withdrawal.withdrawal (
  id uuid primary key,
  person uuid not null,
  instrument uuid not null,
  state text not null check (state in ('pending', 'unknown', 'done', 'failed')),
  amount bigint not null check (amount > 0),
  currency text not null,
  hold uuid not null,
  request uuid not null unique,
  code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((state in ('done', 'failed')) = (ended_at is not null))
) with (fillfactor = 80);
