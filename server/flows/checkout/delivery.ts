/** Where an order goes: the payer says it with his payment, and it stands in the order from then on. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { addressOf } from '../../mechanisms/addresses/index.ts';
import type { View } from '../../mechanisms/journal/index.ts';
import type { Caller } from '../../mechanisms/people/caller.ts';
import type { Order } from './storage.ts';

/** The order with the address it is being paid with; an order that is not delivered as it was. */
export function addressOrder(
  view: View,
  order: Order,
  wish: { readonly payer: Id<'person'>; readonly address?: Id<'address'> | undefined },
): Order {
  if (!order.delivery) {
    if (wish.address !== undefined)
      refuse('BODY_INVALID', { where: 'body/address: the order is not delivered' });
    return order;
  }
  return { ...order, deliveryAddress: addressOf(view, wish.payer, wish.address) };
}

/** Who sees how it was paid and where it goes. Not everybody who sees an order: a list also has those that another has paid. */
export function isParty(order: Order, caller: Caller): boolean {
  switch (caller.kind) {
    case 'merchant':
    case 'staff':
      return order.merchant === caller.merchant;
    case 'operator':
      return true;
    case 'person':
      return order.payer === caller.person;
    default:
      return false;
  }
}
