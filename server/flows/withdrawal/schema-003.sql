-- A person's withdrawals are listed newest first.
create index withdrawal_of_person on withdrawal.withdrawal (person, id);
