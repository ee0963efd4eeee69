-- A person's top-ups are listed newest first.
create index top_up_of_person on top_up.top_up (person, id);
