-- A payment may wait for somebody's yes, with its money held.
alter table checkout.payment
  drop constraint payment_state_check,
  add column hold uuid,
  add column challenge uuid,
  add constraint payment_state_check check (state in ('waiting', 'asking', 'done', 'failed', 'reversed')),
  add constraint payment_waits_for_challenge check (state <> 'waiting' or challenge is not null);
