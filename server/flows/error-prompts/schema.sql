-- Error prompts (S05): what people read when something is refused. Rules are journalled; the list of messages that
-- nobody has written a prompt for is only counted.
create schema error_prompts;

-- The number of the rules' present version. Every process compares it and reads the rules anew when it has moved.
create table error_prompts.head (
  id text primary key check (id = 'head'),
  version integer not null check (version >= 0),
  -- Rules in force, so that their number stays bounded.
  rules integer not null check (rules >= 0)
);
insert into error_prompts.head values ('head', 0, 0);

create table error_prompts.rule (
  id uuid primary key,
  match_kind text not null check (match_kind in ('code', 'pattern', 'family')),
  match_text text not null,
  priority integer not null,
  en text not null,
  zh text,
  state text not null check (state in ('active', 'deleted')),
  version integer not null,
  author text not null,
  created_at timestamptz not null
);

-- Every version there was, who made it, and what it changed.
create table error_prompts.version (
  version integer primary key,
  at timestamptz not null,
  author text not null,
  act text not null check (act in ('built-in', 'saved', 'deleted')),
  rule jsonb
);
insert into error_prompts.version values (0, now(), 'platform', 'built-in', null);

-- Messages without a prompt, each distinct one once. Digits and long words are masked before they come here.
create table error_prompts.unmapped (
  key text primary key,
  code text,
  message text not null,
  source text not null,
  count bigint not null check (count > 0),
  first_at timestamptz not null,
  last_at timestamptz not null
);
