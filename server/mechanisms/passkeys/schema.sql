-- Passkeys: the public keys by which a person's own devices sign a yes. The private keys never leave those devices.
create schema passkeys;

create table passkeys.credential (
  id uuid primary key,
  person uuid not null,
  -- As the authenticator names it, base64url. Taken once for ever, also when the passkey was removed.
  credential_id text not null unique,
  -- COSE key, RFC 9053.
  public_key bytea not null,
  -- The authenticator's own count of signatures; 0 for those that keep none.
  sign_count bigint not null check (sign_count >= 0),
  transports jsonb not null,
  -- The authenticator keeps a copy elsewhere, e.g. in the person's cloud account.
  synced boolean not null,
  name text not null check (length(name) between 1 and 60),
  -- The device on which it was added.
  device uuid not null,
  state text not null check (state in ('active', 'removed')),
  created_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz,
  check ((state = 'removed') = (ended_at is not null))
) with (fillfactor = 80);
create index credential_person on passkeys.credential (person, id);

create table passkeys.person_count (
  person uuid primary key,
  passkeys integer not null check (passkeys >= 0)
);

-- Signed challenges that were used. The challenges themselves carry who, what and until when, and are kept nowhere.
create table passkeys.spent (
  nonce uuid primary key,
  at timestamptz not null
);
