-- People, their devices and sessions, merchants and their keys and staff, operators. Written by the journal's committer.
-- References are checked at commit: a batch writes its tables in any order.
create schema people;

create table people.person (
  id uuid primary key,
  phone text not null unique check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  name text not null check (length(name) between 1 and 60),
  locale text not null check (locale in ('en', 'zh')),
  created_at timestamptz not null
);

-- Name and ID number stand in the vault; here are the references, what may be shown, and the mark for equality.
create table people.real_name (
  person uuid primary key references people.person deferrable initially deferred,
  name uuid not null,
  id_number uuid not null,
  name_mask text not null,
  id_number_mask text not null,
  id_number_mark text not null unique,
  set_at timestamptz not null
);

create table people.device (
  id uuid primary key,
  person uuid not null references people.person deferrable initially deferred,
  name text not null,
  added_at timestamptz not null
);

create table people.session (
  id uuid primary key,
  person uuid not null references people.person deferrable initially deferred,
  device uuid not null references people.device deferrable initially deferred,
  -- SHA-256 of the bearer token, in hex. The token itself is kept nowhere.
  token_hash text not null unique check (length(token_hash) = 64),
  state text not null check (state in ('active', 'revoked')),
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index session_person on people.session (person, opened_at);

-- argon2id of the payment PIN, made with a secret of the vault. Version: a check of an older PIN counts as wrong.
create table people.pin (
  person uuid primary key references people.person deferrable initially deferred,
  hash text not null,
  version integer not null,
  set_at timestamptz not null
);

-- One PIN check that covers several small payments from one device (five minutes, up to a limit).
create table people.payment_session (
  id uuid primary key,
  session uuid not null references people.session deferrable initially deferred,
  person uuid not null,
  device uuid not null,
  currency text not null check (length(currency) = 3),
  spending_limit bigint not null check (spending_limit > 0),
  opened_at timestamptz not null,
  expires_at timestamptz not null
);
-- Apart from the session itself, so that a payment writes sixteen narrow bytes and no index.
create table people.payment_session_spent (
  id uuid primary key,
  minor bigint not null check (minor >= 0)
) with (fillfactor = 50);

create table people.merchant (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null
);

create table people.api_key (
  id uuid primary key,
  merchant uuid not null references people.merchant deferrable initially deferred,
  label text not null,
  -- SHA-256 of the key, in hex; the last four characters are for people to recognise it.
  hash text not null unique check (length(hash) = 64),
  last4 text not null,
  scopes jsonb not null,
  state text not null check (state in ('active', 'revoked')),
  created_at timestamptz not null,
  -- Set by rotation: the old key works until then.
  expires_at timestamptz,
  ended_at timestamptz
);
create index api_key_merchant on people.api_key (merchant, created_at);

-- id: the merchant's id, a space, the person's id.
create table people.staff (
  id text primary key,
  merchant uuid not null references people.merchant deferrable initially deferred,
  person uuid not null references people.person deferrable initially deferred,
  role text not null check (role in ('owner', 'manager', 'clerk')),
  state text not null check (state in ('active', 'removed')),
  since timestamptz not null,
  unique (merchant, person)
);
create index staff_person on people.staff (person);

create table people.operator (
  person uuid primary key references people.person deferrable initially deferred,
  roles jsonb not null,
  since timestamptz not null
);
