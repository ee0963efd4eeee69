-- Person-to-person transfers. The money is in ledger.transfer; this is what people see of it.
create schema transfer;
create table transfer.transfer (
  id uuid primary key,
  payer uuid not null,
  payee uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  note text not null,
  created_at timestamptz not null,
  check (payer <> payee)
);
