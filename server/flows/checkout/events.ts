/** The events of orders: who hears of them. */
import type { JournalEvent } from '../../mechanisms/journal/index.ts';
import type { Order } from './storage.ts';
import type { OrderBrief } from './views.ts';

export function orderEvent(type: string, order: Order, data: OrderBrief): JournalEvent {
  const audience = order.payer ? [order.merchant, order.payer] : [order.merchant];
  return { type, object: order.id, audience, data };
}
