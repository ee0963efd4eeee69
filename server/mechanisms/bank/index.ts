/**
 * The bank: the gateway's port, its HTTP adapter, outcomes and inquiry.
 *
 * How a flow uses it:
 * 1. In a decision: `const asked = askBank(context, {operation, subject, amount, ...})` and put `asked.changes` and
 *    `asked.effects` into the Decision; keep `asked.request.id` in the record. Nothing is called inside the transaction:
 *    a job sends the request with our reference (the request's id).
 * 2. In `build(ground)`: `ground.gateway.onOutcome('payment', { load, decide })`. Reply, callback, inquiry and time-out
 *    all become the one command `bank.report`; whichever says the end first decides, later ones change nothing.
 *    The handler's changes, postings and events stand in the same journal entry.
 * 3. A debit under way is given up with `abandonDebit(view, context, request)`; a success after that is undone (R7).
 * 4. A route that waits: `await afterTheBank(ground.journal.feed, { object: id, ends, waitMs, find, isOver })`; money between
 *    a balance and a card of the same person needs no routes of its own: `cardMoneyRoutes`.
 * People see BANK_DECLINED with `{ bankCode }`; S05 has the words (family `bank`).
 */
import { migrationFile } from '../database/index.ts';

export { type Alert, alerts, raiseAlert } from './alerts.ts';
export { type Asked, abandonDebit, askBank, type BankAsk, DEADLINE_MS } from './ask.ts';
export { type CardMoney, type CardMoneyFlow, cardMoneyRoutes } from './card-money-routes.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export type { BankOutcome, OutcomeDecision, OutcomeHandler } from './outcomes.ts';
export type { BankAnswer, BankPort, CardDetails } from './port.ts';
export { bankRefusals, refuseWhenDeclined } from './refusals.ts';
export {
  type BankOperation,
  type BankRequest,
  type BankRequestState,
  bankRequestMachine,
  bankRequests,
  OPEN_STATES,
} from './requests.ts';
export { createSigner } from './signing.ts';
export { CARD_TOKEN } from './tasks.ts';
export { afterTheBank, type Journey } from './wait.ts';

export const bankMigrations = [
  migrationFile('bank/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('bank/002', new URL('./schema-002.sql', import.meta.url)),
];
