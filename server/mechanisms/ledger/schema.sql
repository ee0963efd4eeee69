-- The ledger: accounts with four counters, transfers that are never changed, holds that end once.
create schema ledger;

create table ledger.account (
  id uuid primary key,
  owner text not null,
  kind text not null,
  currency text not null check (length(currency) = 3),
  -- 'credit': the platform owes it (wallets, merchants); 'debit': the platform has it (its money at the bank).
  side text not null check (side in ('credit', 'debit')),
  debits_posted bigint not null default 0 check (debits_posted >= 0),
  credits_posted bigint not null default 0 check (credits_posted >= 0),
  debits_held bigint not null default 0 check (debits_held >= 0),
  credits_held bigint not null default 0 check (credits_held >= 0),
  -- The least the available balance may be; null: no limit.
  least bigint,
  opened_at timestamptz not null,
  unique (owner, kind, currency),
  check (least is null or side <> 'credit' or credits_posted - debits_posted - debits_held >= least),
  check (least is null or side <> 'debit' or debits_posted - credits_posted - credits_held >= least)
) with (fillfactor = 50);

-- One movement. phase: posted | held | post | void | expire. `seq` is the journal entry that made it, `n` its place there.
create table ledger.transfer (
  seq bigint not null,
  n integer not null,
  at timestamptz not null,
  kind text not null,
  phase text not null check (phase in ('posted', 'held', 'post', 'void', 'expire')),
  debit uuid not null,
  credit uuid not null,
  amount bigint not null check (amount > 0),
  hold uuid,
  reference text not null,
  -- Posted balances right after this movement, in the account's own direction: statements and balances as of a time.
  debit_balance bigint not null,
  credit_balance bigint not null,
  primary key (seq, n),
  check (debit <> credit),
  check ((phase = 'posted') = (hold is null))
);
create index transfer_debit on ledger.transfer (debit, seq);
create index transfer_credit on ledger.transfer (credit, seq);

create table ledger.hold (
  id uuid primary key,
  debit uuid not null,
  credit uuid not null,
  amount bigint not null check (amount > 0),
  posted bigint not null default 0 check (posted >= 0 and posted <= amount),
  state text not null check (state in ('held', 'posted', 'voided', 'expired')),
  kind text not null,
  reference text not null,
  made_at timestamptz not null,
  expires_at timestamptz,
  ended_at timestamptz
) with (fillfactor = 80);
create index hold_expiry on ledger.hold (expires_at) where expires_at is not null;
