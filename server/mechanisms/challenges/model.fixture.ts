/**
 * What must come of one suspended transfer or payment, given the order of the journal: a second, naive telling of the
 * rules. It shares no code with the mechanism. Each command of the journal is told to it; it says what its answer must be.
 */

/** An approval expression by the names of those who are asked. */
export type Shape =
  | { readonly who: string }
  | { readonly how: 'all' | 'any' | 'first'; readonly of: readonly Shape[] }
  | { readonly how: number; readonly of: readonly Shape[] };

export type Said = 'yes' | 'no' | null;
type Ask = { readonly who: string; said: Said; readonly isByRule: boolean };
export type ModelChallenge = {
  readonly shape: Shape;
  readonly asks: Ask[];
  readonly expiresAt: number;
  /** Held while it waits; 0 for a card's payment. */
  readonly held: number;
  /** What the yes is about: payments of one order differ by their quantity. */
  readonly quantity: number;
  state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
};

export type Policy = { readonly shape: Shape; readonly lifeMs: number; readonly entitled: readonly string[] };

export type Story = {
  policy: Policy | null;
  /** The payer's spendable money, minor units. */
  available: number;
  held: number;
  received: number;
  readonly challenges: Map<string, ModelChallenge>;
  /** The bound card may be revoked at any time. */
  hasCard: boolean;
  errand: {
    readonly what: 'transfer' | 'withdrawal';
    readonly challenge: string;
    readonly amount: number;
    state: 'waiting' | 'pending' | 'done' | 'failed';
    code: string | null;
    /** What the bank has said of a withdrawal. */
    bank: 'done' | 'declined' | null;
  } | null;
  order: {
    state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired';
    version: number;
    quantity: number;
    readonly expiresAt: number;
    readonly isByCard: boolean;
    /** The challenge of the payment that waits. */
    waits: string | null;
    /** The bank is asked: for the payment of this challenge, or one that needed none. */
    asks: string | 'direct' | null;
  } | null;
  /** By challenge: how its payment ended. */
  readonly payments: Map<
    string,
    { state: 'waiting' | 'asking' | 'done' | 'failed' | 'reversed'; code: string | null }
  >;
};

export const newStory = (available: number): Story => ({
  policy: null,
  available,
  held: 0,
  received: 0,
  challenges: new Map(),
  hasCard: false,
  errand: null,
  order: null,
  payments: new Map(),
});

export const PRICE = 10;

function asksOf(shape: Shape): string[] {
  return 'who' in shape ? [shape.who] : shape.of.flatMap(asksOf);
}

/** true, false, or null while it is open. `at` walks along the asks. */
function meets(shape: Shape, asks: readonly Ask[], at = { n: 0 }): boolean | null {
  if ('who' in shape) {
    const said = asks[at.n++]?.said;
    return said === 'yes' ? true : said === 'no' ? false : null;
  }
  const parts = shape.of.map((one) => meets(one, asks, at));
  const count = (wanted: boolean) => parts.filter((part) => part === wanted).length;
  const needed = shape.how === 'all' ? parts.length : typeof shape.how === 'number' ? shape.how : 1;
  if (count(true) >= needed) return true;
  if (shape.how === 'first' && count(false) > 0) return false;
  return count(false) > parts.length - needed ? false : null;
}

/** The numbers of those who are still asked: nothing above them is decided. */
function stillAsked(shape: Shape, asks: readonly Ask[]): number[] {
  const asked: number[] = [];
  const walk = (part: Shape, from: number, isOpen: boolean): number => {
    const open = isOpen && meets(part, asks, { n: from }) === null;
    if ('who' in part) {
      if (open) asked.push(from);
      return from + 1;
    }
    return part.of.reduce((n, one) => walk(one, n, open), from);
  };
  walk(shape, 0, true);
  return asked;
}

/** A new challenge; `own`: the payer proves himself later. */
function ask(
  story: Story,
  of: { id: string; at: number; held: number; quantity: number; own: boolean; endsBy?: number },
): void {
  const { policy } = story;
  if (!policy) throw new Error('nobody is asked without a rule');
  const shape: Shape = of.own ? { how: 'all', of: [{ who: 'payer' }, policy.shape] } : policy.shape;
  story.challenges.set(of.id, {
    shape,
    asks: asksOf(shape).map((who, n) => ({ who, said: null, isByRule: !(of.own && n === 0) })),
    expiresAt: Math.min(of.at + policy.lifeMs, of.endsBy ?? Number.POSITIVE_INFINITY),
    held: of.held,
    quantity: of.quantity,
    state: 'pending',
  });
  story.available -= of.held;
  story.held += of.held;
}

const CODES = {
  refused: 'APPROVAL_REFUSED',
  cancelled: 'APPROVAL_CANCELLED',
  expired: 'APPROVAL_EXPIRED',
} as const;

/** The one end of a challenge, and of what waited for it. */
function end(story: Story, id: string, how: ModelChallenge['state'], at: number): void {
  const challenge = story.challenges.get(id);
  if (challenge?.state !== 'pending' || how === 'pending') throw new Error('it ended twice');
  challenge.state = how;
  const { errand, order } = story;
  const needsCard = errand?.challenge === id ? errand.what === 'withdrawal' : (order?.isByCard ?? false);
  const isGood = how === 'approved' && (!needsCard || story.hasCard);
  const code = how !== 'approved' ? CODES[how] : isGood ? null : 'INSTRUMENT_UNUSABLE';
  const state = !isGood ? 'failed' : needsCard ? (order ? 'asking' : 'pending') : 'done';
  // What the bank has to pay out stays held until it has.
  if (state !== 'pending') {
    story.held -= challenge.held;
    if (isGood) story.received += challenge.held;
    else story.available += challenge.held;
  }
  if (errand?.challenge === id) Object.assign(errand, { state, code });
  const payment = story.payments.get(id);
  if (!payment || !order) return;
  Object.assign(payment, { state, code });
  order.waits = null;
  if (state === 'asking') order.asks = id;
  else order.state = isGood ? 'paid' : at >= order.expiresAt ? 'expired' : 'open';
}

/** What a command of the journal must have answered. `id`: of the challenge that its reply names, if any. */
export type Told = { readonly at: number; readonly id: string | null };

export function tellErrand(
  story: Story,
  told: Told,
  of: { readonly what: 'transfer' | 'withdrawal'; readonly amount: number; readonly own: boolean },
): string {
  const { what, amount, own } = of;
  if (what === 'withdrawal' && !story.hasCard) return 'INSTRUMENT_UNUSABLE';
  if (story.available < amount) return 'INSUFFICIENT_FUNDS';
  const id = told.id ?? 'none';
  story.errand = { what, challenge: id, amount, state: 'waiting', code: null, bank: null };
  ask(story, { id, at: told.at, held: amount, quantity: 0, own });
  return 'ok waiting';
}

/** Its first word about a withdrawal or a card's payment counts. */
export function tellBank(story: Story, of: { readonly says: 'done' | 'declined' }): string {
  const { errand, order } = story;
  if (errand?.state === 'pending') {
    errand.bank = of.says;
    errand.state = of.says === 'done' ? 'done' : 'failed';
    errand.code = of.says === 'done' ? null : '51';
    story.held -= errand.amount;
    if (of.says === 'declined') story.available += errand.amount;
  }
  if (errand) return `ok ${errand.bank}`;
  if (!order?.asks) return 'never asked';
  const payment = story.payments.get(order.asks);
  if (payment) payment.state = 'done';
  order.asks = null;
  order.state = 'paid';
  story.received += order.quantity * PRICE;
  return 'ok done';
}

export function tellOrder(
  story: Story,
  told: Told,
  of: { readonly quantity: number; readonly lifeMs: number; readonly isByCard: boolean },
): string {
  story.order = {
    state: 'open',
    version: 1,
    quantity: of.quantity,
    expiresAt: told.at + of.lifeMs,
    isByCard: of.isByCard,
    waits: null,
    asks: null,
  };
  return 'ok open';
}

export function tellPay(
  story: Story,
  told: Told,
  of: { readonly version: number; readonly quantity: number; readonly own: boolean },
): string {
  const { order } = story;
  if (!order) return 'NOT_FOUND';
  const isOver = told.at >= order.expiresAt;
  if (order.state === 'paid') return 'ORDER_ALREADY_PAID';
  if (order.state === 'cancelled') return 'ORDER_CANCELLED';
  if (order.state === 'expired' || isOver) return 'ORDER_EXPIRED';
  if (order.asks !== null) return 'ORDER_BEING_PAID';
  if (of.version !== order.version) return 'ORDER_VERSION_STALE';
  const amount = of.quantity * PRICE;
  if (!story.policy && of.own) return 'PROOF_REQUIRED';
  const before = order.waits === null ? undefined : story.challenges.get(order.waits);
  if (story.policy && before?.quantity === of.quantity) return 'ORDER_BEING_PAID';
  if (order.isByCard ? !story.hasCard : story.available + (before?.held ?? 0) < amount)
    return order.isByCard ? 'INSTRUMENT_UNUSABLE' : 'INSUFFICIENT_FUNDS';
  if (order.waits !== null) end(story, order.waits, 'cancelled', told.at);
  if (of.quantity !== order.quantity) order.version += 1;
  order.quantity = of.quantity;
  order.state = 'paying';
  if (!story.policy && order.isByCard) {
    order.asks = 'direct';
    return 'ok paying';
  }
  if (!story.policy) {
    order.state = 'paid';
    story.available -= amount;
    story.received += amount;
    return 'ok paid';
  }
  const id = told.id ?? 'none';
  order.waits = id;
  story.payments.set(id, { state: 'waiting', code: null });
  ask(story, {
    id,
    at: told.at,
    held: order.isByCard ? 0 : amount,
    quantity: of.quantity,
    own: of.own,
    endsBy: order.expiresAt,
  });
  return 'ok paying';
}

export function tellAnswer(
  story: Story,
  told: Told,
  of: {
    readonly challenge: string;
    readonly by: string;
    readonly answer: 'yes' | 'no';
    readonly isAbout: boolean;
  },
): string {
  const challenge = story.challenges.get(of.challenge);
  if (!challenge) return 'NOT_FOUND';
  const { shape, state } = challenge;
  const may = ({ who, isByRule }: Ask) => !isByRule || (story.policy?.entitled.includes(who) ?? false);
  const asks = challenge.asks.map((one) => (one.said === 'yes' && !may(one) ? { ...one, said: null } : one));
  const mine = asks.filter(({ who }) => who === of.by);
  if (mine.length === 0) return 'NOT_FOUND';
  const has = mine.some(({ said }) => said !== null);
  if (state !== 'pending' && has) return 'REPLAYED';
  if (state === 'expired') return 'EXPIRED';
  if (state !== 'pending') return `CHALLENGE_OVER ${state}`;
  if (told.at >= challenge.expiresAt) return 'EXPIRED';
  if (!of.isAbout) return 'CHALLENGE_CHANGED';
  const asked = stillAsked(shape, asks).filter((n) => {
    const one = asks[n];
    return one?.who === of.by && may(one);
  });
  if (asked.length === 0) return has ? 'REPLAYED' : 'FORBIDDEN';
  for (const [n, one] of asks.entries()) {
    const target = challenge.asks[n];
    if (target) target.said = asked.includes(n) ? of.answer : one.said;
  }
  const met = meets(shape, challenge.asks);
  if (met === null) return 'ok pending';
  const how = met ? 'approved' : 'refused';
  end(story, of.challenge, how, told.at);
  return `ok ${how}`;
}

export function tellCancel(story: Story, told: Told, of: { challenge: string; isAsker: boolean }): string {
  const challenge = story.challenges.get(of.challenge);
  if (!challenge || !of.isAsker) return 'NOT_FOUND';
  if (challenge.state === 'expired') return 'EXPIRED';
  if (challenge.state !== 'pending') return `CHALLENGE_OVER ${challenge.state}`;
  if (told.at >= challenge.expiresAt) return 'EXPIRED';
  end(story, of.challenge, 'cancelled', told.at);
  return 'ok cancelled';
}

export function tellExpiry(story: Story, told: Told, of: { challenge: string }): string {
  const challenge = story.challenges.get(of.challenge);
  if (challenge?.state !== 'pending' || told.at < challenge.expiresAt) return 'CONFLICT';
  end(story, of.challenge, 'expired', told.at);
  return 'ok expired';
}

export function tellSpend(story: Story, of: { readonly amount: number }): string {
  if (story.available < of.amount) return 'INSUFFICIENT_FUNDS';
  story.available -= of.amount;
  return 'ok done';
}

export function tellOrderCancelled(story: Story, told: Told): string {
  const { order } = story;
  if (!order) return 'NOT_FOUND';
  if (order.state === 'paid') return 'ORDER_ALREADY_PAID';
  if (order.state === 'cancelled') return 'ORDER_CANCELLED';
  if (order.state === 'expired' || (order.state === 'open' && told.at >= order.expiresAt))
    return 'ORDER_EXPIRED';
  if (order.waits !== null) end(story, order.waits, 'cancelled', told.at);
  const asking = story.payments.get(order.asks ?? '');
  if (asking) asking.state = 'reversed';
  order.asks = null;
  order.state = 'cancelled';
  return 'ok cancelled';
}

export function tellOrderExpired(story: Story, told: Told): string {
  const { order } = story;
  if (!order) return 'NOT_FOUND';
  if (order.state !== 'open' || told.at < order.expiresAt) return 'CONFLICT';
  order.state = 'expired';
  return 'ok expired';
}
