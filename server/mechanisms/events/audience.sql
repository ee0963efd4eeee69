-- Where to look for the events of one person or merchant: who is named in which 1,024 entries of the journal. Written in
-- the background, one row per bucket, because a row per name would cost a payment more than its own records do. What it
-- does not cover yet is looked through entry by entry.
create table events.bucket (
  -- Entries seq with seq / 1024 = bucket. Written without a gap, from 0 on.
  bucket bigint primary key,
  -- Ids of the people and merchants in an audience there.
  names uuid[] not null
);
-- Random ids do not become shorter.
alter table events.bucket alter column names set storage external;

-- How many buckets have been written. Whoever holds the row's lock goes on with it.
create table events.bucket_relay (
  id integer primary key check (id = 1),
  buckets bigint not null
);
insert into events.bucket_relay values (1, 0);
