-- A merchant's refunds are listed newest first, whatever their orders.
create index refund_of_merchant on checkout.refund (merchant, id);
