-- Debits that the platform has confirmed to the bank, and the merchants' marks on them.
create schema pending_debit;
create table pending_debit.debit (
  request uuid primary key,
  subject text not null unique,
  merchant uuid,
  feedback text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  order_number text,
  state text not null check (state in ('confirmed', 'marked')),
  mark text,
  reminders integer not null,
  remind_at timestamptz,
  confirmed_at timestamptz not null,
  marked_at timestamptz,
  check ((state = 'marked') = (mark is not null))
) with (fillfactor = 80);
create index debit_merchant on pending_debit.debit (merchant, request);
create index debit_remind on pending_debit.debit (remind_at) where state = 'confirmed';
