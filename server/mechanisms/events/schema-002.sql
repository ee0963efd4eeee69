-- Where to look for the events of one person or merchant: which 1,024 entries of the journal name him. Written in the
-- background; what it does not cover yet is looked through entry by entry.
create table events.audience (
  audience uuid not null,
  -- Entries seq with seq / 1024 = bucket.
  bucket bigint not null,
  primary key (audience, bucket)
);

-- How many buckets have been written, from the first one on. Whoever holds the row's lock goes on with it.
create table events.audience_relay (
  id integer primary key check (id = 1),
  buckets bigint not null
);
insert into events.audience_relay values (1, 0);
