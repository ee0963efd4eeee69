-- Supervision: who supervises whom now, and what became of what was asked. The rule itself is policy.
create schema supervisor;

create table supervisor.supervision (
  payer uuid primary key,
  id uuid not null,
  supervisor uuid not null,
  state text not null check (state in ('asked', 'active', 'leaving', 'ended')),
  challenge uuid,
  asked_at timestamptz not null,
  ends_at timestamptz,
  refused jsonb,
  check (payer <> supervisor),
  check (state not in ('asked', 'leaving') or challenge is not null),
  check ((state = 'leaving') = (ends_at is not null))
);
create index supervision_of_supervisor on supervisor.supervision (supervisor) where state <> 'ended';
create index supervision_leaving on supervisor.supervision (ends_at) where state = 'leaving';

create table supervisor.outcome (
  subject text primary key,
  payer uuid not null,
  outcome text not null check (outcome in ('paid', 'dropped')),
  at timestamptz not null
);
