-- Events: where they are sent (webhook endpoints, journalled) and how far the sending has come (relay and deliveries).
create schema events;

create table events.endpoint (
  id uuid primary key,
  merchant uuid not null,
  url text not null,
  description text not null,
  state text not null check (state in ('active', 'deleted')),
  -- The signing secret follows from the id and this number: see endpoints.ts.
  secret_version integer not null check (secret_version > 0),
  -- During a rotation the secret before signs too, until this time.
  old_secret_until timestamptz,
  -- Journal entry that made it: it gets what comes after.
  since bigint not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index endpoint_merchant on events.endpoint (merchant) where state = 'active';

-- How many endpoints a merchant has, so that their number stays bounded.
create table events.endpoint_count (
  merchant uuid primary key,
  endpoints integer not null check (endpoints >= 0)
);

-- Up to which journal entry deliveries have been made out. Whoever holds the row's lock does it.
create table events.relay (
  id integer primary key check (id = 1),
  seq bigint not null
);
insert into events.relay values (1, 0);

create table events.delivery (
  id uuid primary key,
  endpoint uuid not null,
  merchant uuid not null,
  seq bigint not null,
  n integer not null,
  type text not null,
  object text not null,
  state text not null check (state in ('pending', 'delivered', 'failed', 'cancelled')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  -- The 30 days of trying count from here.
  tried_from timestamptz not null,
  next_at timestamptz not null,
  -- A process that sends it right now; after this time another may.
  claimed_until timestamptz,
  ended_at timestamptz,
  last_at timestamptz,
  last_status integer,
  last_error text,
  unique (endpoint, seq, n)
) with (fillfactor = 80);
create index delivery_due on events.delivery (endpoint, next_at) where state = 'pending';
create index delivery_line on events.delivery (endpoint, object, seq, n) where state = 'pending';
create index delivery_merchant on events.delivery (merchant, id);
create index delivery_ended on events.delivery (ended_at) where state <> 'pending';
