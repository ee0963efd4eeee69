-- What one can pay with. Numbers and tokens are in the vault; here stand references and what may be shown.
create schema instruments;

create table instruments.card (
  id uuid primary key,
  person uuid not null,
  -- asking: the bank looks at the details · unverified: its code is on the reserved phone · bound: may pay
  state text not null check (state in ('asking', 'unverified', 'bound', 'declined', 'expired', 'revoked')),
  last4 text not null check (length(last4) = 4),
  brand text not null,
  card_kind text not null,
  bank_name text not null,
  holder text not null,
  -- Equal for equal card numbers, worthless without the vault's key.
  fingerprint text not null,
  details uuid,
  token uuid,
  verification text,
  code text,
  version integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  check (state <> 'bound' or token is not null)
);
create index card_person on instruments.card (person, id);

-- `card <fingerprint>`: who has it bound. `<person> <fingerprint>`: that person's latest attempt.
create table instruments.card_mark (
  mark text primary key,
  instrument uuid,
  person uuid
);
