-- The table of better-auth 1.7 that its phone number plugin needs for one-time codes, in the library's own spelling.
create schema auth;

-- value: a keyed hash of the code and the number of failed tries; never the code.
create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);
