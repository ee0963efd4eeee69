-- A PIN that its owner had forgotten and set anew with a card: for a day it does less than another.
alter table people.pin add column recovered_at timestamptz;

-- A payment session stands for the PIN that opened it and ends with it. Sessions from before (five minutes) ask for the PIN.
alter table people.payment_session add column pin_version integer not null default 0;
