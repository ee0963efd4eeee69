-- Second device: the last wish of a person to loosen the rule. The rule itself is policy.
create schema second_device_voice;

create table second_device_voice.wish (
  person uuid primary key,
  id uuid not null,
  state text not null check (state in ('waiting', 'made', 'dropped')),
  level jsonb not null,
  challenge uuid not null,
  asked_at timestamptz not null
);
