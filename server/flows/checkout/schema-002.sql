-- Orders that are delivered: the payer says where to when he pays.
alter table checkout.orders
  add column delivery boolean not null default false,
  -- As the address was when it was paid with. Whoever has the link of an order without a payer may see it: it has none.
  add column delivery_address jsonb,
  add constraint orders_address_is_of_payer
    check (delivery_address is null or (delivery and payer is not null)),
  add constraint orders_paid_with_address
    check (not delivery or delivery_address is not null or state not in ('paid', 'refunded'));
