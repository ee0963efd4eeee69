-- What waits for somebody's yes, who may say it, and the rules by which each person's acts are judged.
create schema challenges;

create table challenges.challenge (
  id uuid primary key,
  -- The suspended thing: its kind names the handler, `subject` is the id of its record.
  kind text not null,
  subject text not null,
  -- Hash of what is approved: payee, amount, lines, address, mode.
  about text not null,
  shown jsonb not null,
  asker uuid not null,
  device uuid,
  tree jsonb not null,
  leaves jsonb not null,
  reasons jsonb not null,
  names jsonb not null,
  state text not null check (state in ('pending', 'approved', 'refused', 'cancelled', 'expired')),
  version integer not null check (version > 0),
  refusal jsonb,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'pending') = (ended_at is null)),
  check ((state = 'refused') = (refusal is not null))
) with (fillfactor = 70);
create index challenge_expiry on challenges.challenge (expires_at) where state = 'pending';
create index challenge_of_asker on challenges.challenge (asker, id);

-- Who finds it in his inbox: a person's id, or `role <role>`.
create table challenges.inbox (
  id text primary key,
  challenge uuid not null,
  approver text not null,
  unique (approver, challenge)
);

-- One row per person who has rules; nearly nobody has.
create table challenges.policy (
  person uuid primary key,
  version integer not null check (version > 0),
  rules jsonb not null,
  changed_at timestamptz not null
) with (fillfactor = 70);

-- Every version that ever held, and who set it.
create table challenges.policy_version (
  id text primary key,
  person uuid not null,
  version integer not null,
  rules jsonb not null,
  set_by text not null,
  at timestamptz not null,
  unique (person, version)
);

-- Codes that were sent for an answer: a keyed mark, never the code.
create table challenges.code (
  id text primary key,
  mark text not null,
  expires_at timestamptz not null,
  spent boolean not null default false
);
