-- Whose rules name a person, say as a deputy: a look for what the rules contain.
create index policy_rules on challenges.policy using gin (rules jsonb_path_ops);
