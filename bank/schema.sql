-- The bank's whole database. Applied at every start; each statement may run again without harm.

create sequence if not exists bank_reference_numbers;

create table if not exists people (
  id text primary key,
  name text not null,
  phone text not null
);

-- A balance is what the bank owes the owner; below zero the owner owes the bank. Every currency sums to zero.
-- Locks are taken by (rank, id), so two movements can never wait for each other.
create table if not exists accounts (
  id text primary key,
  person text references people (id),
  name text not null,
  kind text not null check (kind in ('current', 'credit', 'settlement', 'vault')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  balance bigint not null default 0,
  floor bigint,
  rank int not null,
  last_at timestamptz not null,
  check (floor is null or balance >= floor)
);

create table if not exists movements (
  id bigint generated always as identity primary key,
  reference text not null unique,
  kind text not null,
  at timestamptz not null,
  note text not null default ''
);

create table if not exists postings (
  movement bigint not null references movements (id),
  account text not null references accounts (id),
  amount bigint not null check (amount <> 0),
  balance_after bigint not null,
  at timestamptz not null,
  primary key (account, movement)
);
create index if not exists postings_by_time on postings (account, at);

create table if not exists cards (
  id text primary key,
  person text not null references people (id),
  account text not null references accounts (id),
  pan text not null unique,
  expiry text not null check (expiry ~ '^[0-9]{4}-[0-9]{2}$'),
  holder_name text not null,
  reserved_phone text not null,
  kind text not null check (kind in ('debit', 'credit')),
  brand text not null,
  note text not null default '',
  state text not null default 'active' check (state in ('active', 'lost'))
);

create table if not exists verifications (
  id text primary key,
  reference text not null unique,
  request_hash text not null,
  card text references cards (id),
  state text not null check (state in ('code-sent', 'verified', 'declined')),
  code text,
  message text,
  code_hash text,
  tries int not null default 0,
  expires_at timestamptz not null,
  card_token text unique
);

create table if not exists confirmations (
  reference text primary key,
  request_hash text not null,
  reply jsonb not null
);

create table if not exists operations (
  seq bigint generated always as identity unique,
  reference text primary key,
  bank_reference text not null unique,
  operation text not null check (operation in ('debits', 'refunds', 'transfers', 'cancel')),
  request_hash text not null,
  state text not null check (state in ('pending', 'done', 'declined')),
  code text,
  message text,
  amount bigint not null check (amount >= 0),
  currency text not null,
  card_token text,
  debit_reference text,
  payee text,
  order_reference text,
  note text,
  must_confirm boolean not null default false,
  refunded bigint not null default 0 check (refunded between 0 and amount),
  lies jsonb not null default '{}',
  received_at timestamptz not null,
  window_ends_at timestamptz,
  finished_at timestamptz,
  check ((state = 'pending') = (finished_at is null)),
  check ((state = 'declined') = (code is not null))
);
create index if not exists operations_pending on operations (seq) where state = 'pending';

create table if not exists callbacks (
  id text primary key,
  reference text not null references operations (reference),
  body text not null,
  tries int not null default 0,
  created_at timestamptz not null,
  acknowledged_at timestamptz,
  last_problem text
);

-- Work that must happen though the process may die: a row leaves only when the work is done.
create table if not exists todo (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('ask', 'finish', 'callback')),
  subject text not null,
  run_at timestamptz not null,
  taken boolean not null default false,
  tries int not null default 0
);
create index if not exists todo_due on todo (run_at) where not taken;

create table if not exists lies (
  id bigint generated always as identity primary key,
  operation text not null,
  lie text not null,
  times_left int check (times_left >= 0),
  delay_ms int,
  code text
);

create table if not exists messages (
  id bigint generated always as identity primary key,
  reference text unique,
  request_hash text,
  at timestamptz not null,
  sender text not null,
  recipient text not null,
  text text not null
);
create index if not exists messages_by_recipient on messages (recipient, id);

create table if not exists seen_requests (
  id text primary key,
  at timestamptz not null
);
