-- Where the browsers of people take notices. One row for each device; address and keys are sealed in the vault.
create schema push;

create table push.subscription (
  id uuid primary key,
  person uuid not null,
  device uuid not null unique deferrable initially deferred,
  -- Address and keys of the push service, in the vault; nothing once it is dropped.
  target uuid,
  -- Equal for equal addresses: a browser that another person now uses is not told the first one's notices.
  mark text not null unique deferrable initially deferred,
  -- The push service's host, to recognise it by.
  service text not null,
  state text not null check (state in ('active', 'dropped')),
  version integer not null check (version > 0),
  since timestamptz not null,
  ended_at timestamptz,
  check ((state = 'active') = (target is not null))
);
create index subscription_person on push.subscription (person) where state = 'active';

create table push.person_count (
  person uuid primary key,
  subscriptions integer not null check (subscriptions >= 0)
);
