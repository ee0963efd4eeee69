-- Forgotten PINs on their way to a new one. No card number stands here: its fingerprint and the vault's reference.
create schema forgotten_pin;

create table forgotten_pin.recovery (
  id uuid primary key,
  person uuid not null,
  -- The sign-in on which it was begun; no other may go on with it.
  session uuid not null,
  -- asking: the bank looks at the details · unverified: its code is on the reserved phone · verified: a PIN may be set
  state text not null check (state in ('asking', 'unverified', 'verified', 'done', 'declined', 'replaced')),
  instrument uuid not null,
  last4 text not null check (length(last4) = 4),
  -- Equal for equal details, worthless without the vault's key.
  typed text not null,
  details uuid,
  verification text,
  code text,
  version integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  check (details is null or state = 'asking')
);

-- A person's latest one: the ones before are over.
create table forgotten_pin.latest (
  person uuid primary key,
  recovery uuid not null
);
