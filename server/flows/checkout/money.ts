/** How the money of a payment waits in the payer's wallet, or is asked of the bank. */
import type { Id } from '../../kernel/id.ts';
import { money } from '../../kernel/money.ts';
import { type Asked, askBank } from '../../mechanisms/bank/index.ts';
import type { DecisionContext, View } from '../../mechanisms/journal/index.ts';
import { type LedgerAct, merchantAccountOf, walletOf } from '../../mechanisms/ledger/index.ts';
import { merchants } from '../../mechanisms/people/index.ts';
import type { Order, Payment } from './storage.ts';
import { orderNumber } from './views.ts';

/** A hold of the amount in the payer's wallet, for the merchant; none for a card's payment. */
export function holdOf(order: Order, payment: Payment): LedgerAct[] {
  if (payment.hold === null) return [];
  const hold: LedgerAct = {
    act: 'hold',
    id: payment.hold,
    debit: walletOf(payment.payer, order.currency),
    credit: merchantAccountOf(order.merchant, order.currency),
    amount: money(order.amount, order.currency),
    kind: 'payment',
    reference: order.id,
    expiresAt: null,
  };
  return [hold];
}

export function askForDebit(
  view: View,
  context: DecisionContext,
  order: Order,
  payment: Payment,
  card: Id<'vault'>,
): Asked {
  return askBank(context, {
    operation: 'debit',
    subject: { kind: 'payment', id: payment.id },
    amount: money(order.amount, order.currency),
    card,
    payee: view.get(merchants, order.merchant)?.name ?? order.merchant,
    orderNumber: orderNumber(order),
    merchant: order.merchant,
    confirm: true,
  });
}
