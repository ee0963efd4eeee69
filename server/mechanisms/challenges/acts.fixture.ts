/** One interleaving: a transfer or an order that is suspended, and what several people and timers do to it, tick by tick. */

import { randomUUID } from 'node:crypto';
import { cancelOrder, createOrder, expireOrder } from '../../flows/checkout/order-commands.ts';
import { payOrder } from '../../flows/checkout/pay-command.ts';
import { createTransfer } from '../../flows/transfer/commands.ts';
import { createWithdrawal } from '../../flows/withdrawal/commands.ts';
import type { Id } from '../../kernel/id.ts';
import { fundWallet, setAnyRule } from '../../testing/commands.ts';
import type { Outcome } from '../journal/index.ts';
import type { Need } from './expression.ts';
import type { Challenges } from './index.ts';
import {
  PRICE,
  type Shape,
  type Story,
  tellAnswer,
  tellBank,
  tellCancel,
  tellErrand,
  tellExpiry,
  tellOrder,
  tellOrderCancelled,
  tellOrderExpired,
  tellPay,
  tellSpend,
} from './model.fixture.ts';
import {
  bankReport,
  type Cast,
  FREE,
  type Party,
  platform,
  RIGHT_PIN,
  RULE,
  type Sendable,
  sendable,
  setCard,
} from './scene.fixture.ts';

export const TICK_MS = 1_000;

/** Who answers. `payer`: his own yes, when he asked without a proof. */
export type Who = 'a' | 'b' | 'c' | 'bank' | 'payer' | 'stranger';
export type Deed =
  | { readonly do: 'answer'; readonly by: Who; readonly answer: 'yes' | 'no'; readonly isAbout: boolean }
  | { readonly do: 'cancel'; readonly by: 'payer' | 'a' }
  | { readonly do: 'sweep' }
  | { readonly do: 'entitle'; readonly who: readonly Who[] }
  | { readonly do: 'no more rules' }
  | { readonly do: 'spend' }
  | { readonly do: 'pay again'; readonly quantity: number }
  | { readonly do: 'cancel order' }
  | { readonly do: 'sweep order' }
  | { readonly do: 'revoke card' }
  | { readonly do: 'bank'; readonly says: 'done' | 'declined' };

export type Act = Deed & {
  readonly tick: number;
  /** Sent twice with one key: a retry, or two taps. */
  readonly isTwice: boolean;
  /** Which server process gets it, where there are two. */
  readonly process: 0 | 1;
};

export type Scenario = {
  /** `payment`: from the balance; `card payment`: the bank is asked once everybody has agreed. */
  readonly what: 'transfer' | 'withdrawal' | 'payment' | 'card payment';
  readonly shape: Shape;
  /** The payer shows his PIN when he asks; else his yes is asked too. */
  readonly isProven: boolean;
  readonly lifeTicks: number;
  readonly orderTicks: number;
  readonly quantity: number;
  readonly acts: readonly Act[];
};

/** The latest that everybody has seen: acts of one tick know of each other nothing. */
export type Seen = {
  challenge: string | null;
  isPending: boolean;
  about: string;
  version: number;
  /** The order or the withdrawal. */
  subject: string;
  /** What the bank was asked. */
  request: string | null;
};
export const unseen = (): Seen => ({
  challenge: null,
  isPending: false,
  about: '',
  version: 1,
  subject: '',
  request: null,
});
/** Is it about an order? */
export const isOrder = ({ what }: Scenario) => what === 'payment' || what === 'card payment';

export type Play = {
  readonly cast: Cast;
  readonly scenario: Scenario;
  readonly story: Story;
  /** The payer's available money when it began. */
  readonly base: number;
  seen: Seen;
  readonly sent: Sent[];
};

export type Sent = {
  readonly label: string;
  readonly send: Sendable;
  readonly process: 0 | 1;
  outcome: Outcome<object> | null;
  /** Tells the model; returns what the answer must be. */
  readonly tell: (outcome: Outcome<object>) => string;
};

export const ENTITLED: readonly Who[] = ['a', 'b', 'c', 'bank'];
const PROOFS: Readonly<Record<string, string>> = {
  a: 'word',
  b: 'pin',
  c: 'word',
  bank: 'word',
  payer: 'pin',
};

const partyOf = (cast: Cast, who: Who): Party =>
  who === 'bank' ? { id: 'bank' as Id<'person'>, actor: { id: 'bank' } } : cast[who];

function needOf(cast: Cast, shape: Shape): Need {
  if ('who' in shape) {
    const who = shape.who as Who;
    const target = who === 'bank' ? { bank: true as const } : { person: partyOf(cast, who).id };
    return { approver: { who: target, proof: [PROOFS[who] ?? 'word'], rule: RULE } };
  }
  const of = shape.of.map((one) => needOf(cast, one));
  if (shape.how === 'all') return { all: of };
  if (shape.how === 'any') return { any: of };
  return shape.how === 'first' ? { any: of, firstDecides: true } : { atLeast: shape.how, of };
}

const cny = (minor: number) => ({ minor: String(minor), currency: 'CNY' });
const amountOf = ({ quantity }: Scenario) => quantity * PRICE;

function ruleOf(play: Play, entitled: readonly Who[]): Sent {
  const { cast, scenario, story } = play;
  const policy = { shape: scenario.shape, lifeMs: scenario.lifeTicks * TICK_MS, entitled };
  const names = entitled.map((who) => partyOf(cast, who).id);
  const params = { need: needOf(cast, scenario.shape), lifeMs: policy.lifeMs, entitled: names };
  return sent(
    `entitled: ${entitled.join(' ')}`,
    sendable(setAnyRule, { actor: platform, body: { person: cast.payer.id, kind: RULE, params } }),
    () => {
      story.policy = policy;
      return 'ok';
    },
  );
}

const sent = (label: string, send: Sendable, tell: Sent['tell'], process: 0 | 1 = 0): Sent => ({
  label,
  send,
  process,
  outcome: null,
  tell,
});
const told = (outcome: Outcome<object>) => ({ at: outcome.at, id: idIn(outcome) });

/** The challenge that a reply names. */
export function idIn(outcome: Outcome<object>): string | null {
  if (outcome.refused) return null;
  const reply = outcome.reply() as { challenge?: string; payment?: { challenge?: string } };
  return reply.challenge ?? reply.payment?.challenge ?? null;
}

/** Before it is asked: the rule, money, and the order. */
export function prepared(play: Play, topUp: number): Sent[] {
  const { cast, scenario, story } = play;
  const first = [
    ruleOf(play, ENTITLED),
    sent(
      'fund',
      sendable(fundWallet, { actor: platform, body: { person: cast.payer.id, minor: String(topUp) } }),
      () => {
        story.available += topUp;
        return 'ok';
      },
    ),
  ];
  if (scenario.what === 'withdrawal' || scenario.what === 'card payment') first.push(cardOf(play, true));
  if (!isOrder(scenario)) return first;
  const lifeMs = scenario.orderTicks * TICK_MS;
  const { quantity } = scenario;
  const isByCard = scenario.what === 'card payment';
  const body = {
    merchant: cast.merchant,
    merchantReference: randomUUID(),
    description: '',
    currency: 'CNY',
    lines: [{ item: 'tea', unitPrice: String(PRICE), quantity, stock: null }],
    expiresInMs: lifeMs,
  };
  const order = sent('order', sendable(createOrder, { actor: platform, body }), (outcome) =>
    tellOrder(story, told(outcome), { quantity, lifeMs, isByCard }),
  );
  return [...first, order];
}

function cardOf({ cast, story }: Play, isBound: boolean, process: 0 | 1 = 0): Sent {
  const body = { person: cast.payer.id, card: cast.card, isBound };
  return sent(
    isBound ? 'bind card' : 'revoke card',
    sendable(setCard, { actor: platform, body }),
    () => {
      story.hasCard = isBound;
      return 'ok';
    },
    process,
  );
}

const proofOf = (isProven: boolean) => (isProven ? RIGHT_PIN : { proof: { kind: 'none' } });

/** The command that is suspended. */
export function asked(play: Play): Sent {
  const { cast, scenario, story } = play;
  const { actor, id: payer } = cast.payer;
  if (isOrder(scenario)) return pay(play, scenario.quantity, scenario.isProven, 0);
  const what = scenario.what === 'transfer' ? 'transfer' : 'withdrawal';
  const amount = amountOf(scenario);
  const found = proofOf(scenario.isProven);
  const send =
    what === 'transfer'
      ? sendable(createTransfer, {
          actor,
          body: { payer, payee: cast.payee, amount: cny(amount), note: '' },
          found,
        })
      : sendable(createWithdrawal, {
          actor,
          body: { person: payer, instrument: cast.card, amount: cny(amount) },
          found,
        });
  return sent(what, send, (outcome) =>
    tellErrand(story, told(outcome), { what, amount, own: !scenario.isProven }),
  );
}

function pay(play: Play, quantity: number, isProven: boolean, process: 0 | 1): Sent {
  const { cast, story, seen, scenario } = play;
  const { actor, id: payer } = cast.payer;
  const body = {
    order: seen.subject as Id<'order'>,
    payer,
    version: seen.version,
    mode: scenario.what === 'card payment' ? cast.card : ('balance' as const),
    lines: [{ item: 'tea', quantity }],
  };
  const { version } = seen;
  return sent(
    `pay ${quantity} (version ${version})`,
    sendable(payOrder, { actor, body, found: proofOf(isProven) }),
    (outcome) => tellPay(story, told(outcome), { version, quantity, own: !isProven }),
    process,
  );
}

/** The command of an act, as its actor knows the world when the tick begins. */
export function commandOf(play: Play, act: Act, { commands }: Challenges): Sent | null {
  const { cast, story, seen, scenario } = play;
  const challenge = (seen.challenge ?? '') as Id<'challenge'>;
  const order = seen.subject as Id<'order'>;
  const hasOrder = isOrder(scenario);
  switch (act.do) {
    case 'revoke card':
      return cardOf(play, false, act.process);
    case 'bank': {
      if (seen.request === null) return null;
      const answer = act.says === 'done' ? { state: act.says } : { state: act.says, code: '51' };
      const body = { reference: seen.request, source: 'reply' as const, answer };
      return sent(
        `bank: ${act.says}`,
        sendable(bankReport, { actor: { id: 'bank' }, body }),
        () => tellBank(story, { says: act.says }),
        act.process,
      );
    }
    case 'answer': {
      const { by, answer, isAbout } = act;
      const proof = answer === 'no' ? null : (PROOFS[by] ?? 'word');
      const body = { challenge, answer, about: isAbout ? seen.about : 'else', proof, reason: '' };
      const { actor } = partyOf(cast, by);
      return sent(
        `${by}: ${answer}${isAbout ? '' : ' to something else'}`,
        sendable(commands.answer, { actor, body, ...(proof === 'pin' ? { found: RIGHT_PIN } : {}) }),
        (outcome) => tellAnswer(story, told(outcome), { challenge, by, answer, isAbout }),
        act.process,
      );
    }
    case 'cancel':
      return sent(
        `${act.by}: cancel`,
        sendable(commands.cancel, { actor: partyOf(cast, act.by).actor, body: { challenge } }),
        (outcome) => tellCancel(story, told(outcome), { challenge, isAsker: act.by === 'payer' }),
        act.process,
      );
    case 'sweep':
      return sent(
        'sweep',
        sendable(commands.expire, { actor: platform, body: { challenge } }),
        (outcome) => tellExpiry(story, told(outcome), { challenge }),
        act.process,
      );
    case 'entitle':
      return { ...ruleOf(play, act.who), process: act.process };
    case 'no more rules':
      return sent(
        'no more rules',
        sendable(setAnyRule, { actor: platform, body: { person: cast.payer.id, kind: RULE, params: null } }),
        () => {
          story.policy = null;
          return 'ok';
        },
        act.process,
      );
    case 'spend': {
      // One more than is left while the other money is held or gone.
      const amount = play.base - amountOf(scenario) + 1;
      const { actor, id: payer } = cast.payer;
      const body = { payer, payee: cast.stranger.id, amount: cny(amount), note: FREE };
      return sent(
        `spend ${amount}`,
        sendable(createTransfer, { actor, body, found: RIGHT_PIN }),
        () => tellSpend(story, { amount }),
        act.process,
      );
    }
    case 'pay again':
      return hasOrder ? pay(play, act.quantity, true, act.process) : null;
    case 'cancel order':
      return hasOrder
        ? sent(
            'cancel order',
            sendable(cancelOrder, { actor: platform, body: { order, by: cast.merchant } }),
            (outcome) => tellOrderCancelled(story, told(outcome)),
            act.process,
          )
        : null;
    case 'sweep order':
      return hasOrder
        ? sent(
            'sweep order',
            sendable(expireOrder, { actor: platform, body: { order } }),
            (outcome) => tellOrderExpired(story, told(outcome)),
            act.process,
          )
        : null;
  }
}

/** As the model says it: a code, or `ok` and the state. */
export function saidBy(outcome: Outcome<object>): string {
  const { refused } = outcome;
  if (refused)
    return refused.code === 'CHALLENGE_OVER'
      ? `${refused.code} ${String(refused.details.state)}`
      : refused.code;
  const { state } = outcome.reply() as { state?: string };
  return state === undefined ? 'ok' : `ok ${state}`;
}
