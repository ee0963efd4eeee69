-- Whether the telephone network has taken the message: until then the same request sends it again.
alter table challenges.code add column sent boolean not null default true;
