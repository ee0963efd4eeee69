/** The Bursar client: typed, for any JavaScript runtime with `fetch` and Web Crypto, without dependencies. */
import { accounts } from './accounts.ts';
import { addresses } from './addresses.ts';
import { instruments } from './bind-card.ts';
import { challenges } from './challenges.ts';
import { checkout } from './checkout.ts';
import { errorPrompts } from './error-prompts.ts';
import { events, webhooks } from './events.ts';
import { forgottenPin } from './forgotten-pin.ts';
import { guardianships } from './guardian.ts';
import { merchant } from './merchant.ts';
import { operator } from './operator.ts';
import { passkeys, push } from './passkeys.ts';
import { pendingDebits } from './pending-debit.ts';
import { people } from './people.ts';
import { secondDevice } from './second-device-voice.ts';
import { supervision } from './supervisor.ts';
import { topUps } from './top-up.ts';
import { transfers } from './transfer.ts';
import { type BursarOptions, createTransport } from './transport.ts';
import { withdrawals } from './withdrawal.ts';

export type { Order, OrderBrief, Refund } from './checkout.ts';
export { BursarError, type Effect } from './error.ts';
export {
  type BursarEvent,
  isOrderEvent,
  isRefundEvent,
  type OrderEvent,
  type RefundEvent,
} from './events.ts';
export {
  type Body,
  type BursarOptions,
  type CallOptions,
  type FollowOptions,
  newKey,
  type Query,
  type Reply,
} from './transport.ts';
export type { Operations, RefusalCode } from './types.gen.ts';
export { verifyWebhook, WEBHOOK_TOLERANCE_MS, WebhookError } from './webhook.ts';

export type Bursar = ReturnType<typeof createBursar>;

/** A client for one caller: a merchant by its secret key, a person by a session token. */
export function createBursar(options: BursarOptions) {
  const t = createTransport(options);
  return {
    ...checkout(t),
    ...people(t),
    transfers: transfers(t),
    topUps: topUps(t),
    withdrawals: withdrawals(t),
    instruments: instruments(t),
    accounts: accounts(t),
    addresses: addresses(t),
    challenges: challenges(t),
    guardianships: guardianships(t),
    supervision: supervision(t),
    secondDevice: secondDevice(t),
    forgottenPin: forgottenPin(t),
    passkeys: passkeys(t),
    push: push(t),
    pendingDebits: pendingDebits(t),
    errorPrompts: errorPrompts(t),
    merchant: merchant(t),
    events: events(t),
    webhooks: webhooks(t),
    operator: operator(t),
    /** Any operation by its name, e.g. `call('GET /v1/me', {})`. */
    call: t.call,
  };
}
