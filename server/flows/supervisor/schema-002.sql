-- When the supervisor gave it up by himself; the payer is told so until he asks somebody else.
alter table supervisor.supervision add column resigned_at timestamptz;
alter table supervisor.supervision add check (resigned_at is null or state = 'ended');
