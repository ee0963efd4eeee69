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
  readonly amount: number;
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
  transfer: { state: 'waiting' | 'done' | 'failed'; code: string | null; challenge: string } | null;
  order: {
    state: 'open' | 'paying' | 'paid' | 'cancelled' | 'expired';
    version: number;
    quantity: number;
    readonly expiresAt: number;
    /** The challenge of the payment that waits. */
    waits: string | null;
  } | null;
  /** By challenge: how its payment ended. */
  readonly payments: Map<string, { state: 'waiting' | 'done' | 'failed'; code: string | null }>;
};

export const newStory = (available: number): Story => ({
  policy: null,
  available,
  held: 0,
  received: 0,
  challenges: new Map(),
  transfer: null,
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
  of: { id: string; at: number; amount: number; quantity: number; own: boolean; endsBy?: number },
): void {
  const { policy } = story;
  if (!policy) throw new Error('nobody is asked without a rule');
  const shape: Shape = of.own ? { how: 'all', of: [{ who: 'payer' }, policy.shape] } : policy.shape;
  story.challenges.set(of.id, {
    shape,
    asks: asksOf(shape).map((who, n) => ({ who, said: null, isByRule: !(of.own && n === 0) })),
    expiresAt: Math.min(of.at + policy.lifeMs, of.endsBy ?? Number.POSITIVE_INFINITY),
    amount: of.amount,
    quantity: of.quantity,
    state: 'pending',
  });
  story.available -= of.amount;
  story.held += of.amount;
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
  story.held -= challenge.amount;
  if (how === 'approved') story.received += challenge.amount;
  else story.available += challenge.amount;
  const code = how === 'approved' ? null : CODES[how];
  const state = how === 'approved' ? 'done' : 'failed';
  if (story.transfer?.challenge === id) Object.assign(story.transfer, { state, code });
  const payment = story.payments.get(id);
  if (payment && story.order) {
    Object.assign(payment, { state, code });
    story.order.waits = null;
    story.order.state = how === 'approved' ? 'paid' : at >= story.order.expiresAt ? 'expired' : 'open';
  }
}

/** What a command of the journal must have answered. `id`: of the challenge that its reply names, if any. */
export type Told = { readonly at: number; readonly id: string | null };

export function tellTransfer(
  story: Story,
  told: Told,
  of: { readonly amount: number; readonly own: boolean },
): string {
  if (story.available < of.amount) return 'INSUFFICIENT_FUNDS';
  const id = told.id ?? 'none';
  story.transfer = { state: 'waiting', code: null, challenge: id };
  ask(story, { id, at: told.at, amount: of.amount, quantity: 0, own: of.own });
  return 'ok waiting';
}

export function tellOrder(story: Story, told: Told, of: { quantity: number; lifeMs: number }): string {
  story.order = {
    state: 'open',
    version: 1,
    quantity: of.quantity,
    expiresAt: told.at + of.lifeMs,
    waits: null,
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
  if (of.version !== order.version) return 'ORDER_VERSION_STALE';
  const amount = of.quantity * PRICE;
  if (!story.policy && of.own) return 'PROOF_REQUIRED';
  const before = order.waits === null ? undefined : story.challenges.get(order.waits);
  if (story.policy && before?.quantity === of.quantity) return 'ORDER_BEING_PAID';
  if (story.available + (before?.amount ?? 0) < amount) return 'INSUFFICIENT_FUNDS';
  if (order.waits !== null) end(story, order.waits, 'cancelled', told.at);
  if (of.quantity !== order.quantity) order.version += 1;
  order.quantity = of.quantity;
  if (!story.policy) {
    order.state = 'paid';
    story.available -= amount;
    story.received += amount;
    return 'ok paid';
  }
  const id = told.id ?? 'none';
  order.state = 'paying';
  order.waits = id;
  story.payments.set(id, { state: 'waiting', code: null });
  ask(story, { id, at: told.at, amount, quantity: of.quantity, own: of.own, endsBy: order.expiresAt });
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
