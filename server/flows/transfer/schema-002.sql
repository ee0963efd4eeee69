-- A transfer may wait for somebody's yes, with its money held.
alter table transfer.transfer
  add column state text not null default 'done' check (state in ('waiting', 'done', 'failed')),
  add column hold uuid,
  add column challenge uuid,
  add column code text,
  add column ended_at timestamptz,
  add check ((state = 'failed') = (code is not null)),
  add check (state <> 'waiting' or (hold is not null and challenge is not null));
create index transfer_of_payer on transfer.transfer (payer, id);
