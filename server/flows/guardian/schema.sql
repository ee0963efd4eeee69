-- Guardians and their wards. Limits stand in the ward's policy; here is who asked whom, which addresses are approved,
-- what passed today, and a note for every payment.
create schema guardian;

create table guardian.link (
  id uuid primary key,
  ward uuid not null,
  guardian uuid not null,
  relation text not null check (relation in ('minor', 'elder')),
  state text not null check (state in ('asked', 'active', 'ended')),
  -- What the guardian wished for; it holds when he is the first.
  limits jsonb not null,
  until timestamptz,
  challenge uuid not null,
  code text,
  asked_at timestamptz not null,
  since timestamptz,
  ended_at timestamptz,
  unique (ward, guardian),
  check (ward <> guardian),
  check ((state = 'ended') = (ended_at is not null)),
  check ((state = 'active') <= (since is not null))
);
create index link_of_guardian on guardian.link (guardian, id);
create index link_until on guardian.link (until) where state = 'active';

-- How many wards a guardian has or asks.
create table guardian.burden (
  guardian uuid primary key,
  wards integer not null check (wards >= 0)
);

create table guardian.mark (
  address uuid primary key,
  ward uuid not null,
  approved boolean not null,
  -- Who said so; null where it was by his yes to a payment.
  by uuid,
  at timestamptz not null
);

create table guardian.day (
  ward uuid primary key,
  day integer not null,
  spent bigint not null check (spent >= 0)
) with (fillfactor = 70);

create table guardian.notice (
  id uuid primary key,
  subject text not null,
  ward uuid not null,
  kind text not null check (kind in ('payment', 'transfer', 'withdrawal')),
  payee text not null,
  payee_name text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  band text not null check (band in ('small', 'normal', 'large')),
  treated_as text not null check (treated_as in ('small', 'normal', 'large')),
  address jsonb,
  address_approved boolean not null,
  verdict text not null check (verdict in ('free', 'own-proof', 'guardian', 'refused')),
  because text not null,
  state text not null check (state in ('asked', 'paid', 'failed')),
  -- What it added to the sum of its day.
  day integer not null,
  counted bigint not null check (counted >= 0),
  at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'asked') = (ended_at is null))
) with (fillfactor = 80);
create index notice_of_ward on guardian.notice (ward, id);
