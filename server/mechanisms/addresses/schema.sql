-- Where people have goods delivered. A row never changes but for its end: a changed address is another one.
create schema addresses;

create table addresses.address (
  id uuid primary key,
  person uuid not null,
  state text not null check (state in ('active', 'removed')),
  label text not null check (length(label) <= 30),
  recipient text not null check (length(recipient) between 1 and 60),
  phone text not null,
  region text not null check (length(region) between 1 and 60),
  city text not null check (length(city) between 1 and 60),
  line text not null check (length(line) between 1 and 200),
  postcode text not null check (length(postcode) <= 12),
  created_at timestamptz not null,
  removed_at timestamptz,
  check ((state = 'removed') = (removed_at is not null))
);
create index address_of_person on addresses.address (person, id) where state = 'active';

-- One per person who ever had an address: how many he has now, and which is meant when he names none.
create table addresses.book (
  person uuid primary key,
  held integer not null check (held between 0 and 20),
  chosen uuid,
  check (chosen is null or held > 0)
);
