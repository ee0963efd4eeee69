-- What was asked of the bank, and what an operator must look at.
create schema bank;

create table bank.request (
  -- Our reference at the bank: made before anything is sent, never used twice.
  id uuid primary key,
  operation text not null check (operation in ('debit', 'refund', 'transfer')),
  state text not null check (state in ('asking', 'pending', 'unknown', 'escalated', 'abandoned', 'done', 'declined', 'undoing', 'undone')),
  subject_kind text not null,
  subject text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  card uuid,
  debit uuid,
  payee text not null,
  order_number text,
  merchant uuid,
  confirm boolean not null,
  code text,
  bank_reference text,
  attempts integer not null,
  inquiries integer not null,
  asked_at timestamptz not null,
  deadline_at timestamptz not null,
  changed_at timestamptz not null,
  check ((operation = 'refund') = (debit is not null)),
  check ((operation = 'refund') = (card is null))
) with (fillfactor = 80);
create index request_open on bank.request (asked_at) where state in ('asking', 'pending', 'unknown', 'escalated', 'abandoned', 'undoing');
create index request_subject on bank.request (subject);
create index request_confirmed on bank.request (changed_at) where confirm and state in ('done', 'undoing', 'undone');

create table bank.alert (
  id uuid primary key,
  state text not null check (state in ('open', 'closed')),
  kind text not null,
  object text not null,
  note text not null,
  raised_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  check ((state = 'closed') = (closed_at is not null))
);
create index alert_open on bank.alert (raised_at) where state = 'open';

-- Each comparison of the bank's statement with our books.
create table bank.reconciliation (
  id uuid primary key,
  at timestamptz not null,
  from_text text not null,
  to_text text not null,
  entries integer not null,
  matched integer not null,
  bank_balance bigint not null,
  ledger_balance bigint not null,
  differences jsonb not null
);
