-- Late successes whose refund the bank declined: tried again by and by, then two operators decide.
create table bank.failed_undo (
  -- The debit whose money waits in the suspense account.
  request uuid primary key,
  state text not null check (state in ('waiting', 'refunding', 'stuck', 'refunded', 'resolved')),
  amount bigint not null check (amount > 0),
  currency text not null,
  -- The bank's code of the last decline, and how often it has declined.
  code text not null,
  declines integer not null check (declines > 0),
  retry_at timestamptz,
  -- What one operator has proposed and another must confirm.
  proposal uuid,
  proposed_act text check (proposed_act in ('refund', 'wallet')),
  proposed_person uuid,
  proposed_reason text,
  proposed_by text,
  proposed_at timestamptz,
  confirmed_by text,
  failed_at timestamptz not null,
  changed_at timestamptz not null,
  check ((state = 'waiting') = (retry_at is not null)),
  check ((proposal is null) = (proposed_by is null) and (proposal is null) = (proposed_act is null)),
  check (proposed_act is distinct from 'wallet' or proposed_person is not null),
  check (confirmed_by is null or confirmed_by <> proposed_by),
  check (state <> 'resolved' or (proposed_act = 'wallet' and confirmed_by is not null))
);
create index failed_undo_open on bank.failed_undo (failed_at) where state in ('waiting', 'refunding', 'stuck');

-- Those that failed before anybody tried again wait for two operators.
insert into bank.failed_undo (request, state, amount, currency, code, declines, failed_at, changed_at)
select r.id, 'stuck', r.amount, r.currency, coalesce(max(u.code), 'UNKNOWN'), count(*)::integer, min(u.changed_at), max(u.changed_at)
  from bank.request r
  join bank.request u on u.subject_kind = 'bank-undo' and u.debit = r.id
 where r.state = 'undoing'
 group by r.id, r.amount, r.currency
having bool_and(u.state = 'declined');
