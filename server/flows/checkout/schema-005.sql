-- A merchant's refunds are listed newest first, whatever their orders.
create index refund_of_merchant on checkout.refund (merchant, id);
-- Operators look for a shop's reference without knowing the shop, and for refunds that still wait for the bank.
create index orders_reference on checkout.orders (merchant_reference);
create index refund_reference on checkout.refund (merchant_reference);
create index refund_pending on checkout.refund (id) where state = 'pending';
