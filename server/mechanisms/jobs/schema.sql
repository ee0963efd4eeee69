-- Which process each job worker belongs to: the jobs of a process that died are given to others at once.
create schema jobs;
create table jobs.worker (
  id text primary key,
  instance text not null,
  at timestamptz not null default now()
);
