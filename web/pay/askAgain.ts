// When the door asks for the order again: somebody else may pay it, and it runs out. Pure.
import type { OrderSummary } from '../shared/types.ts';

const slowMs = 20_000;
/** The server's clock may be a little behind this one. */
const graceMs = 500;

/** How long to wait; false when what is known can never change. Unknown may be paid by somebody who fails to. */
export function askAgainMs(
  order: Pick<OrderSummary, 'state' | 'expiresAt'> | undefined,
  now: number,
): number | false {
  if (order && order.state !== 'open') return false;
  const left = order ? Date.parse(order.expiresAt) - now : 0;
  // A clock that is far ahead of the server's must not make it ask without a pause.
  return left > 0 ? Math.min(slowMs, left + graceMs) : slowMs;
}
