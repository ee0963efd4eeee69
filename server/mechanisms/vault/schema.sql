-- The vault: values that nobody may read by looking at the database. Nothing here is plain text.
create schema vault;

create table vault.sealed (
  id uuid primary key,
  -- Which of the configured keys seals it; rotation seals it again under the current one.
  key_id text not null,
  nonce bytea not null check (octet_length(nonce) = 12),
  -- AES-256-GCM: ciphertext and the 16 bytes of the tag. The id and purpose are authenticated with it.
  data bytea not null check (octet_length(data) >= 16),
  purpose text not null,
  sealed_at timestamptz not null
);
create index sealed_by_key on vault.sealed (key_id, id);
-- The root secret exists once, also when several processes start at the same moment.
create unique index sealed_root on vault.sealed (purpose) where purpose = 'root';
