-- What was held at a time: only the movements that hold are in here, so payments that do not wait pay nothing for it.
create index transfer_held_debit on ledger.transfer (debit, at) where phase = 'held';
create index transfer_held_credit on ledger.transfer (credit, at) where phase = 'held';
