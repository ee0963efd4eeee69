-- A fresh mark with every batch: the next one is checked against it, so that it can only follow the very batch on which
-- it was decided, not another one of the same length.
alter table journal.head add column mark uuid not null default gen_random_uuid();
