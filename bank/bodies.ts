// JSON schemas of the bodies and queries that the bank reads. Unknown fields are refused; every text has a maximum.

import { LIED_OPERATIONS, LIES } from './lies.ts';

/** ISO 20022 allows 35 characters in EndToEndId, and so does this bank. */
const reference = { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,35}$' };
const phone = { type: 'string', pattern: '^\\+[1-9][0-9]{6,14}$' };
const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength });
const amount = object({
  minor: { type: 'string', pattern: '^[0-9]{1,15}$' },
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
});
const delayMs = { type: 'integer', minimum: 0, maximum: 3_600_000 };
const cardToken = text(100, 1);

export const cardVerification = object({
  reference,
  pan: { type: 'string', pattern: '^[0-9]{12,19}$' },
  holderName: text(100, 1),
  phone,
  expiry: text(10, 1),
});
export const cardVerificationConfirm = object({ reference, verification: text(60, 1), code: text(12, 1) });
export const debit = object(
  { reference, cardToken, amount, payee: text(140, 1), confirm: { type: 'boolean' } },
  { order: text(100, 1) },
);
export const refund = object({ reference, debitReference: reference, amount });
export const transfer = object({ reference, cardToken, amount }, { note: text(140) });
export const byReference = object({ reference });
export const statement = object({ from: text(40, 1), to: text(40, 1) });
export const sms = object({ to: phone, text: text(1_000, 1) }, { reference: text(100, 1) });

export const lies = {
  type: 'array',
  maxItems: 50,
  items: object(
    { operation: { enum: [...LIED_OPERATIONS, '*'] }, lie: { enum: LIES } },
    { times: { type: 'integer', minimum: 1, maximum: 1_000_000 }, delayMs, code: text(20, 1) },
  ),
};
export const cardState = object({ state: { enum: ['active', 'lost'] } });

const cursor = { type: 'string', pattern: '^[0-9]{1,18}$' };
const limit = { type: 'string', pattern: '^([1-9][0-9]?|100)$' };
export const messagesQuery = object({}, { phone, after: cursor, limit });
export const operationsQuery = object(
  {},
  { after: cursor, limit, state: { enum: ['pending', 'done', 'declined'] } },
);

function object(required: Record<string, object>, optional: Record<string, object> = {}) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}
