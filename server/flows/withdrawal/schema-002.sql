-- A withdrawal may wait for somebody's yes before the bank is asked.
alter table withdrawal.withdrawal
  drop constraint withdrawal_state_check,
  alter column request drop not null,
  add column challenge uuid,
  add constraint withdrawal_state_check check (state in ('waiting', 'pending', 'unknown', 'done', 'failed')),
  add constraint withdrawal_waits_for_challenge check (state <> 'waiting' or challenge is not null),
  add constraint withdrawal_asked check (request is not null or state in ('waiting', 'failed'));
