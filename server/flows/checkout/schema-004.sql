-- Where the payment page leads the payer back to.
alter table checkout.orders add column return_url text;
