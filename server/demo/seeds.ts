/**
 * The demo's first minutes, acted through the API as any client would: cards are bound with the code that the
 * telephone network delivered, wallets are topped up through the bank, orders are made, paid and refunded.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DemoCredentials } from './credentials.ts';
import { playFamily } from './family.ts';

/** A busy machine is slow, not wrong. */
const CODE_WITHIN_MS = 60_000;

type Json = Record<string, unknown>;
export type Call = (
  method: string,
  path: string,
  options: { token: string; body?: Json; key: string; wait?: boolean },
) => Promise<Json>;

/** Debit cards of the sandbox bank, by phone number of their holder. */
export type DemoCard = {
  readonly phone: string;
  readonly pan: string;
  readonly holderName: string;
  readonly expiry: string;
};

export function createCall(url: string): Call {
  return async (method, path, { token, body, key, wait }) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(wait ? { prefer: 'wait=10' } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json().catch(() => ({}))) as Json;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${String(answer.code)}`);
    return answer;
  };
}

export type Stage = {
  readonly url: string;
  readonly bankUrl: string;
  readonly credentials: DemoCredentials;
  readonly cards: readonly DemoCard[];
  readonly currency: string;
  readonly log: Logger;
};

/** Every step has a fixed idempotency key: on the next start nothing happens twice. */
export async function playOpening(stage: Stage): Promise<void> {
  const call = createCall(stage.url);
  for (const person of stage.credentials.people) {
    const card = stage.cards.find((one) => one.phone === person.phone);
    if (!card) continue;
    const instrument = await bindCard(stage, call, person, card);
    // Bound already: an earlier start has played this, and the person may have changed much since.
    if (!instrument) continue;
    await call('POST', '/v1/top-ups', {
      token: person.token,
      key: 'demo top-up',
      wait: true,
      body: { instrument, amount: { minor: '50000', currency: stage.currency }, proof: { pin: person.pin } },
    });
  }
  await playOrders(stage, call);
  await playFamily(stage, call);
}

async function bindCard(
  stage: Stage,
  call: Call,
  person: DemoCredentials['people'][number],
  card: DemoCard,
): Promise<string | undefined> {
  const bound = (await call('GET', '/v1/instruments', { token: person.token, key: '' })).data as Json[];
  if (bound.some((one) => one.state === 'bound')) return undefined;
  const since = new Date(Date.now() - 1000).toISOString();
  const made = await call('POST', '/v1/instruments', {
    token: person.token,
    key: `demo card ${since}`,
    body: {
      kind: 'card',
      pan: card.pan,
      holderName: card.holderName,
      expiry: card.expiry,
      phone: card.phone,
    },
  });
  const code = await readCode(stage.bankUrl, card.phone, since);
  await call('POST', `/v1/instruments/${String(made.id)}/verify`, {
    token: person.token,
    key: `demo verify ${since}`,
    body: { code },
  });
  return String(made.id);
}

/** Reads the newest code in the person's messages, as the person would. Throws when none has come. */
async function readCode(bankUrl: string, phone: string, since: string): Promise<string> {
  for (const end = Date.now() + CODE_WITHIN_MS; Date.now() < end; await sleep(200)) {
    const response = await fetch(`${bankUrl}/control/messages?phone=${encodeURIComponent(phone)}`);
    const answer = (await response.json()) as
      | { data?: { text: string; at: string }[] }
      | { text: string; at: string }[];
    const messages = Array.isArray(answer) ? answer : (answer.data ?? []);
    const fresh = messages
      .filter((message) => message.at >= since)
      .map((message) => /\b(\d{6})\b/.exec(message.text)?.[1]);
    const code = fresh.reverse().find((one) => one !== undefined);
    if (code) return code;
  }
  throw new Error('no code came to bind a card with');
}

const OPENING_ORDERS = [
  { item: 'Jasmine tea', minor: '1800', quantity: 2, stock: 50, payer: 0, refund: null },
  { item: 'Sesame cake', minor: '950', quantity: 1, stock: 20, payer: 1, refund: null },
  { item: 'Oolong, 250 g', minor: '6800', quantity: 1, stock: 12, payer: 2, refund: '6800' },
  { item: 'Tea set', minor: '12900', quantity: 1, stock: 3, payer: 0, refund: null },
] as const;

async function playOrders(stage: Stage, call: Call): Promise<void> {
  const shop = stage.credentials.merchants[0];
  if (!shop) return;
  const made = (await call('GET', '/v1/orders?limit=1', { token: shop.secretKey, key: '' })).data as Json[];
  if (made.length > 0) return;
  for (const [i, plan] of OPENING_ORDERS.entries()) {
    const person = stage.credentials.people[plan.payer];
    if (!person) continue;
    const order = await call('POST', '/v1/orders', {
      token: shop.secretKey,
      key: `demo order ${i}`,
      body: {
        merchantReference: `opening-${i + 1}`,
        lines: [
          {
            item: plan.item,
            unitPrice: { minor: plan.minor, currency: stage.currency },
            quantity: plan.quantity,
            stock: plan.stock,
          },
        ],
      },
    });
    const id = String(order.id);
    await call('POST', `/v1/orders/${id}/pay`, {
      token: person.token,
      key: `demo pay ${i}`,
      body: { version: 1, mode: 'balance', proof: { pin: person.pin } },
    });
    if (plan.refund) {
      await call('POST', '/v1/refunds', {
        token: shop.secretKey,
        key: `demo refund ${i}`,
        body: {
          order: id,
          amount: { minor: plan.refund, currency: stage.currency },
          merchantReference: `opening-refund-${i + 1}`,
        },
      });
    }
  }
  const [ana, bo] = stage.credentials.people;
  if (ana && bo) {
    await call('POST', '/v1/transfers', {
      token: ana.token,
      key: 'demo transfer',
      body: {
        to: bo.id,
        amount: { minor: '2500', currency: stage.currency },
        note: 'Lunch',
        proof: { pin: ana.pin },
      },
    });
  }
}
