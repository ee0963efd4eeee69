-- The journal: one gapless order of everything that was asked and what was decided, with its Merkle tree (RFC 6962).
create schema journal;

-- The head: whoever writes state holds this row's lock, so every history is serial.
create table journal.head (
  id integer primary key check (id = 1),
  seq bigint not null,
  at timestamptz not null,
  -- Right edge of the tree: the roots of its perfect subtrees, largest first, 32 bytes each.
  edge bytea not null,
  root bytea not null check (octet_length(root) = 32),
  -- Why the books were stopped; null while all is well.
  halted text
);
-- The empty tree's root is the hash of nothing (RFC 6962, 2.1).
insert into journal.head values (1, 0, 'epoch', '', decode('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex'), null);

create table journal.entry (
  seq bigint primary key,
  -- First 16 bytes of SHA-256 of actor and idempotency key: the same command is never decided twice (R1).
  key uuid not null unique,
  -- SHA-256 of 0x00 and the content's bytes: the tree's leaf.
  leaf bytea not null check (octet_length(leaf) = 32),
  -- Canonical JSON of the entry. Text, not jsonb: the leaf hashes exactly these bytes.
  content text not null
);

-- Attempt counters and locks (R13).
create table journal.attempt (
  id text primary key,
  streak integer not null check (streak >= 0),
  day_start timestamptz not null,
  day_count integer not null check (day_count >= 0),
  locked_until timestamptz
);
