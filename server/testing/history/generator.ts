/**
 * Makes commands of all kinds by many clients, from a seed. It knows what its clients were answered, and nothing else of
 * the platform; it wishes for the wrong, the late and the impossible as well as for the right.
 */
import { challengeIn, createApprovalWishes, watch } from './generator-approvals.ts';
import type { Random } from './random.ts';
import {
  type Actor,
  type Answer,
  CNY,
  type JsonObject,
  type KnownOrder,
  type Party,
  type Proof,
  type Wish,
} from './wishes.ts';

export type Cast = { readonly people: readonly Party[]; readonly merchants: readonly Actor[] };

/** `bulk`: without the bank, in moved time. `live`: over HTTP, with cards. */
export type Season = 'bulk' | 'live';

const RECENT = 120;
const NOBODY = 'person_00000000000000000000000000';
const NO_ORDER = 'order_00000000000000000000000000';
const NO_CARD = 'instrument_00000000000000000000000000';
const PAYMENT_SESSION_LIMIT = 200_000;

const WEIGHTS = {
  bulk: {
    order: 22,
    pay: 30,
    cancel: 5,
    expire: 4,
    refund: 12,
    transfer: 13,
    topUp: 1,
    withdraw: 1,
    paymentSession: 3,
    answer: 8,
    giveUp: 0.8,
    lapse: 1,
    rule: 0.8,
    revoke: 0.4,
    unlock: 0.3,
    newPin: 0.2,
    again: 5,
    otherBody: 2,
    fund: 0.6,
  },
  live: {
    order: 24,
    pay: 36,
    cancel: 5,
    expire: 0,
    refund: 14,
    transfer: 7,
    topUp: 6,
    withdraw: 5,
    paymentSession: 0.7,
    answer: 14,
    giveUp: 1,
    lapse: 0,
    rule: 0,
    revoke: 0.2,
    unlock: 0,
    newPin: 0,
    again: 5,
    otherBody: 2,
    fund: 0,
  },
} as const;

export type Generator = {
  next(random: Random, season: Season): Wish;
  /** The client reads its answer. */
  learn(wish: Wish, answer: Answer, about?: string): void;
};

export function createGenerator(cast: Cast): Generator {
  const orders: KnownOrder[] = [];
  const paid: KnownOrder[] = [];
  const sent = { bulk: [] as Wish[], live: [] as Wish[] };
  const references: string[] = [];
  let count = 0;

  const recent = <T>(random: Random, list: readonly T[], reach = RECENT): T | undefined =>
    list.length === 0 ? undefined : list[list.length - 1 - random.int(Math.min(list.length, reach))];

  function who(random: Random): { party: Party; actor: Actor } {
    const party = random.pick(cast.people);
    // Mostly the session opened last; the others may have been revoked.
    const own = random.chance(0.9) ? party.sessions[party.sessions.length - 1] : random.pick(party.sessions);
    const actor = own ?? { id: party.id };
    return { party, actor };
  }

  const approvals = createApprovalWishes(cast, (random) => who(random).actor);

  function proof(random: Random, season: Season, party: Party, actor: Actor): Proof {
    if (random.chance(party.watched.approvers.length > 0 ? 0.15 : 0.005)) return { kind: 'none' };
    const shares = season === 'bulk' ? 0.3 : 0.985;
    if (random.chance(shares) && party.paymentSessions.length > 0) {
      // At times one of another device, and at times of another person.
      const other = random.chance(0.02) ? random.pick(cast.people) : party;
      const own = random.chance(0.04)
        ? undefined
        : party.paymentSessions.findLast((one) => one.session === actor.session);
      const taken =
        other === party
          ? (own ?? recent(random, party.paymentSessions, 6))
          : recent(random, other.paymentSessions, 6);
      if (taken) return { kind: 'session', id: taken.id };
    }
    const right = !random.chance(party.careless ? 0.3 : 0.01);
    const isStale = season === 'bulk' && random.chance(0.01);
    return { kind: 'pin', right, version: party.pinVersion - (isStale ? 1 : 0) };
  }

  function makeOrder(random: Random, key: string): Wish {
    const actor = random.pick(cast.merchants);
    const reference = random.chance(0.04) ? (recent(random, references) ?? key) : `ref-${key}`;
    references.push(reference);
    const lines = Array.from({ length: random.between(1, 3) }, (_, i) => ({
      item: random.chance(0.01) ? 'item 0' : `item ${i}`,
      unitPrice: String(random.between(1, 1_500)),
      quantity: random.between(1, 4),
      stock: random.chance(0.5) ? random.between(3, 6) : null,
    }));
    const body = {
      merchant: actor.id,
      merchantReference: reference,
      description: '',
      currency: 'CNY',
      lines,
      expiresInMs: random.chance(0.15) ? random.between(1_000, 9_000) : 1_800_000,
    };
    return { kind: 'order.create', key, actor, body };
  }

  function pay(random: Random, season: Season, key: string): Wish {
    const { party, actor } = who(random);
    const order = recent(random, orders);
    const version = order ? order.version + (random.chance(0.05) ? random.pick([-1, 1, 7]) : 0) : 1;
    const isAmended = random.chance(0.15);
    const lines = (order?.items ?? []).map(({ item, stock }) => ({
      item: random.chance(0.03) ? 'no such item' : item,
      quantity: random.chance(0.05) ? random.pick([0, (stock ?? 5) + 1]) : random.between(0, stock ?? 5),
    }));
    const card =
      season === 'live' && random.chance(0.6)
        ? random.pick(cast.people.filter((one) => one.cards.length > 0))
        : null;
    const isStrange = random.chance(0.01);
    const payer = card && !isStrange ? card : party;
    const by = card && !isStrange ? (payer.sessions[payer.sessions.length - 1] ?? actor) : actor;
    const mode = card ? random.pick(card.cards) : random.chance(0.01) ? NO_CARD : 'balance';
    return {
      kind: 'order.pay',
      key,
      actor: by,
      body: {
        order: order?.id ?? NO_ORDER,
        payer: by.id,
        version: Math.max(1, version),
        mode,
        ...(isAmended && lines.length > 0 ? { lines: lines.slice(random.int(lines.length)) } : {}),
      },
      proof: proof(random, season, payer, by),
    };
  }

  function end(random: Random, key: string, kind: 'order.cancel' | 'order.expire'): Wish {
    const order = recent(random, orders);
    const id = order?.id ?? NO_ORDER;
    if (kind === 'order.expire') return { kind, key, actor: { id: 'platform' }, body: { order: id } };
    const merchant = cast.merchants.find((one) => one.id === order?.merchant);
    const actor = !merchant || random.chance(0.3) ? who(random).actor : merchant;
    return { kind, key, actor, body: { order: id, by: actor.id } };
  }

  function refund(random: Random, key: string): Wish {
    const order = recent(random, paid, 60) ?? recent(random, orders);
    const own = cast.merchants.find((one) => one.id === order?.merchant);
    const actor = !own || random.chance(0.02) ? random.pick(cast.merchants) : own;
    const whole = Number(order?.amount ?? 100n);
    const minor = random.chance(0.25)
      ? whole
      : random.between(1, Math.max(1, Math.floor(whole * random.pick([0.2, 0.6, 1.2]))));
    const merchantReference = random.chance(0.02) ? (recent(random, references) ?? key) : `back-${key}`;
    references.push(merchantReference);
    return {
      kind: 'refund.create',
      key,
      actor,
      body: { merchant: actor.id, order: order?.id ?? NO_ORDER, amount: CNY(minor), merchantReference },
    };
  }

  function transfer(random: Random, season: Season, key: string): Wish {
    const { party, actor } = who(random);
    const payee = random.chance(0.02) ? party.id : random.chance(0.02) ? NOBODY : random.pick(cast.people).id;
    const minor = random.chance(0.02) ? 9_000_000_000_000 : random.between(1, 6_000);
    return {
      kind: 'transfer.create',
      key,
      actor,
      body: { payer: actor.id, payee, amount: CNY(minor), note: '' },
      proof: proof(random, season, party, actor),
    };
  }

  function withBank(random: Random, season: Season, key: string, kind: string): Wish {
    const holders = cast.people.filter((one) => one.cards.length > 0);
    const party = holders.length > 0 && random.chance(0.95) ? random.pick(holders) : random.pick(cast.people);
    const actor = party.sessions[party.sessions.length - 1] ?? { id: party.id };
    const card = random.chance(0.03)
      ? recent(random, random.pick(cast.people).cards)
      : recent(random, party.cards);
    const body = { person: actor.id, instrument: card ?? NO_CARD, amount: CNY(random.between(1, 20_000)) };
    const shown = proof(random, season, party, actor);
    // Money into one's own wallet waits for nobody, so the door wants a proof.
    const right: Proof = { kind: 'pin', right: true, version: party.pinVersion };
    const isLate = shown.kind === 'none' && kind === 'top-up.create';
    return { kind, key, actor, body, proof: isLate ? right : shown };
  }

  function aboutOneself(random: Random, season: Season, key: string, kind: string): Wish {
    const { party, actor } = who(random);
    const isRight = !random.chance(party.careless ? 0.3 : season === 'bulk' ? 0.01 : 0);
    const pin: Proof = { kind: 'pin', right: isRight, version: party.pinVersion };
    if (kind === 'payment-session.open') {
      const limit = CNY(
        season === 'live' ? PAYMENT_SESSION_LIMIT : random.between(1_000, PAYMENT_SESSION_LIMIT),
      );
      return { kind, key, actor, body: { limit }, proof: pin };
    }
    if (kind === 'pin.set') return { kind, key, actor, body: { change: true }, proof: pin };
    if (kind === 'person.unlock')
      return {
        kind,
        key,
        actor: { id: 'platform' },
        body: { person: party.id, phoneMark: `mark of ${party.id}` },
      };
    // Revoked by the session that is used last; at times one that is somebody else's.
    const owner = random.chance(0.05) ? random.pick(cast.people) : party;
    const target = owner.sessions[season === 'live' ? 0 : random.int(owner.sessions.length)]?.session ?? '';
    return { kind: 'session.revoke', key, actor, body: { session: target } };
  }

  function otherBody(random: Random, wish: Wish): Wish {
    const { body } = wish;
    const other: JsonObject =
      typeof body.version === 'number'
        ? { ...body, version: body.version + 1 }
        : body.amount !== undefined
          ? { ...body, amount: CNY(random.between(1, 900)) }
          : typeof body.merchantReference === 'string'
            ? { ...body, merchantReference: `${body.merchantReference}-other` }
            : body;
    return { ...wish, body: other };
  }

  return {
    next(random, season) {
      const act = random.weighted(WEIGHTS[season]);
      const key = `${season}-${count++}`;
      let wish: Wish;
      const earlier = recent(random, sent[season], 400);
      if ((act === 'again' || act === 'otherBody') && earlier) {
        return act === 'again' ? earlier : otherBody(random, earlier);
      }
      switch (act) {
        case 'pay':
          wish = pay(random, season, key);
          break;
        case 'cancel':
        case 'expire':
          wish = end(random, key, act === 'cancel' ? 'order.cancel' : 'order.expire');
          break;
        case 'refund':
          wish = refund(random, key);
          break;
        case 'transfer':
          wish = transfer(random, season, key);
          break;
        case 'topUp':
        case 'withdraw':
          wish = withBank(random, season, key, act === 'topUp' ? 'top-up.create' : 'withdrawal.create');
          break;
        case 'paymentSession':
          wish = aboutOneself(random, season, key, 'payment-session.open');
          break;
        case 'unlock':
          wish = aboutOneself(random, season, key, 'person.unlock');
          break;
        case 'newPin':
          wish = aboutOneself(random, season, key, 'pin.set');
          break;
        case 'revoke':
          wish = aboutOneself(random, season, key, 'session.revoke');
          break;
        case 'rule':
          wish = approvals.rule(random, key);
          break;
        case 'answer':
          wish = approvals.answer(random, season, key) ?? makeOrder(random, key);
          break;
        case 'giveUp':
        case 'lapse': {
          const kind = act === 'lapse' ? 'challenge.expire' : 'challenge.cancel';
          wish = approvals.end(random, key, kind) ?? makeOrder(random, key);
          break;
        }
        case 'fund': {
          const body = {
            person: random.pick(cast.people).id,
            minor: String(random.between(10_000, 2_000_000)),
          };
          wish = { kind: 'test.fund', key, actor: { id: 'platform' }, body };
          break;
        }
        default:
          wish = makeOrder(random, key);
      }
      sent[season].push(wish);
      if (sent[season].length > 2_000) sent[season].splice(0, 1_000);
      return wish;
    },
    learn(wish, { reply, hit }, about) {
      if (!reply || hit) return;
      if (about !== undefined) {
        approvals.learn({ id: challengeIn(reply), about, asker: wish.actor.id });
      }
      if (wish.kind === 'test.rule') watch(cast, wish);
      if (wish.kind === 'order.create') {
        const lines = wish.body.lines as unknown as KnownOrder['items'];
        const amount = BigInt((reply.amount as { minor: string }).minor);
        orders.push({
          id: String(reply.id),
          merchant: wish.actor.id,
          amount,
          items: lines,
          version: 1,
          payer: null,
        });
      } else if (wish.kind === 'order.pay') {
        const order = orders.findLast((one) => one.id === reply.id);
        if (!order) return;
        order.version = Number(reply.version);
        order.payer = wish.actor.id;
        paid.push({ ...order, amount: BigInt((reply.amount as { minor: string }).minor) });
      } else if (wish.kind === 'payment-session.open' && wish.actor.session) {
        const party = cast.people.find((one) => one.id === wish.actor.id);
        party?.paymentSessions.push({ id: String(reply.id), session: wish.actor.session });
      } else if (wish.kind === 'pin.set') {
        const party = cast.people.find((one) => one.id === wish.actor.id);
        if (party) party.pinVersion += 1;
      }
    },
  };
}
