// One-click stories. Each is a few calls of the public API by the demo's seeded callers, nothing that a program could not do.
import { Problem } from '../shared/problem.ts';
import type { Account, Instrument, Order, Page } from '../shared/types.ts';
import { apiAs, type Credentials, type DemoPerson } from './credentials.ts';

export type Said = { word: string; values?: Record<string, string>; tone: 'good' | 'plain' | 'bad' };
/** Shows a page in a frame of the town, by the frame's name. */
export type Open = (frame: string, path: string) => void;
export type Story = {
  name: string;
  /** Who holds the two phones; Ana and Bo when absent. */
  holders?: { ana: string; bo: string };
  /** The place that a small screen turns to afterwards; the journal when absent. */
  shows?: string;
  tell: (credentials: Credentials, open: Open) => Promise<Said>;
};

const cny = (minor: number) => ({ minor: String(minor), currency: 'CNY' });
const tea = { item: 'Oolong tea', unitPrice: cny(1800), quantity: 2, stock: 12 };
const bun = { item: 'Sesame bun', unitPrice: cny(650), quantity: 1, stock: 20 };

const teaMinor = 4_250;
const bicycle = { item: 'Bicycle', unitPrice: cny(26_000), quantity: 1, stock: 3 };

export const stories: readonly Story[] = [
  {
    name: 'tea',
    shows: 'ana',
    async tell(credentials, open) {
      await provide(credentials, cast(credentials).ana, teaMinor);
      const order = await makeOrder(credentials);
      open('till', `/till/orders/${order.id}`);
      open('ana', new URL(order.payUrl, window.location.origin).pathname);
      return { word: 'openInPhone', tone: 'plain' };
    },
  },
  {
    name: 'send',
    async tell(credentials) {
      const { ana, bo } = cast(credentials);
      await provide(credentials, bo, 2_000);
      await apiAs(bo.token).post('/v1/transfers', {
        to: ana.id,
        amount: cny(2000),
        note: 'Lunch',
        proof: { pin: bo.pin },
      });
      return { word: 'sent', tone: 'good' };
    },
  },
  {
    name: 'card',
    async tell(credentials, open) {
      const { bo } = cast(credentials);
      const order = await makeOrder(credentials);
      open('till', `/till/orders/${order.id}`);
      const api = apiAs(bo.token);
      const seen = await api.get<Order>(`/v1/orders/${order.id}`);
      const card = (seen.modes ?? []).find(({ kind, available }) => kind === 'card' && available);
      if (!card) return { word: 'noCard', tone: 'plain' };
      const paid = await pay(bo, seen, { mode: card.id, waitSeconds: 10 });
      if (paid.state === 'paid') return { word: 'paidByCard', tone: 'good' };
      return { word: paid.state === 'paying' ? 'bankSilent' : 'bankDeclined', tone: 'plain' };
    },
  },
  {
    name: 'refund',
    async tell(credentials, open) {
      const { ana } = cast(credentials);
      await provide(credentials, ana, teaMinor);
      const order = await makeOrder(credentials);
      open('till', `/till/orders/${order.id}`);
      await pay(ana, order, { mode: 'balance' });
      const shop = apiAs(credentials.merchants[0]?.secretKey);
      await shop.post(
        '/v1/refunds',
        { order: order.id, amount: bun.unitPrice, merchantReference: reference('R') },
        { waitSeconds: 10 },
      );
      return { word: 'refunded', tone: 'good' };
    },
  },
  {
    name: 'twice',
    async tell(credentials) {
      const { ana } = cast(credentials);
      await provide(credentials, ana, teaMinor);
      const order = await makeOrder(credentials);
      const key = crypto.randomUUID();
      const [first, second] = await Promise.all([
        pay(ana, order, { mode: 'balance', key }),
        pay(ana, order, { mode: 'balance', key }),
      ]);
      const same = first.payment?.id !== undefined && first.payment.id === second.payment?.id;
      return same ? { word: 'sameReply', tone: 'good' } : { word: 'notSame', tone: 'bad' };
    },
  },
  {
    name: 'stale',
    async tell(credentials) {
      const { ana } = cast(credentials);
      const order = await makeOrder(credentials);
      try {
        await pay(ana, { ...order, version: order.version + 1 }, { mode: 'balance' });
        return { word: 'notSame', tone: 'bad' };
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.effect !== 'none') throw problem;
        return { word: 'refused', values: { prompt: problem.prompt ?? problem.code }, tone: 'plain' };
      }
    },
  },
  {
    name: 'ward',
    holders: { ana: 'lily', bo: 'ana' },
    shows: 'bo',
    async tell(credentials, open) {
      const lily = personOf(credentials, 'lily');
      await provide(credentials, lily, 26_000);
      const order = await makeOrder(credentials, [bicycle]);
      open('till', `/till/orders/${order.id}`);
      const waiting = await pay(lily, order, { mode: 'balance' });
      open('lily', new URL(order.payUrl, window.location.origin).pathname);
      open('ana', `/wallet/approvals/${waiting.payment?.challenge ?? ''}`);
      return { word: 'askedGuardian', tone: 'plain' };
    },
  },
  {
    name: 'grandmother',
    holders: { ana: 'guo', bo: 'bo' },
    shows: 'bo',
    async tell(credentials, open) {
      const guo = personOf(credentials, 'guo');
      const { ana } = cast(credentials);
      await provide(credentials, guo, 15_000);
      const transfer = await apiAs(guo.token).post<{ id: string; challenge?: string }>('/v1/transfers', {
        to: ana.id,
        amount: cny(15_000),
        note: 'Prize fee',
        proof: { pin: guo.pin },
      });
      open('guo', '/wallet/activity');
      open('bo', `/wallet/approvals/${transfer.challenge ?? ''}`);
      return { word: 'askedSupervisor', tone: 'plain' };
    },
  },
];

function personOf(credentials: Credentials, first: string): DemoPerson {
  const person = credentials.people.find(({ name }) => name.toLowerCase().startsWith(`${first} `));
  if (!person) throw new Error(`the demo has nobody called ${first}`);
  return person;
}

function cast(credentials: Credentials): { ana: DemoPerson; bo: DemoPerson } {
  const [ana, bo] = credentials.people;
  if (!ana || !bo) throw new Error('the demo has fewer than two people');
  return { ana, bo };
}

/**
 * Stories are told again and again: whoever pays in one gets the money for it, from a card of their own or else from Dai's.
 * The API alone does it, so the diagram shows it.
 */
async function provide(credentials: Credentials, person: DemoPerson, minor: number): Promise<void> {
  const api = apiAs(person.token);
  const [accounts, instruments] = await Promise.all([
    api.get<Page<Account>>('/v1/accounts'),
    api.get<Page<Instrument>>('/v1/instruments'),
  ]);
  const available = Number(accounts.data[0]?.available.minor ?? 0);
  if (available >= minor) return;
  const card = instruments.data.find(({ kind, state }) => kind === 'card' && state === 'bound');
  const amount = cny(Math.max(minor - available, 50_000));
  const proof = { pin: person.pin };
  if (card) {
    await api.post('/v1/top-ups', { instrument: card.id, amount, proof }, { waitSeconds: 10 });
    return;
  }
  const dai = personOf(credentials, 'dai');
  if (dai.id === person.id) return;
  await provide(credentials, dai, Number(amount.minor));
  await apiAs(dai.token).post('/v1/transfers', { to: person.id, amount, proof: { pin: dai.pin } });
}

async function makeOrder(credentials: Credentials, lines: readonly object[] = [tea, bun]): Promise<Order> {
  const shop = apiAs(credentials.merchants[0]?.secretKey);
  return shop.post<Order>('/v1/orders', { merchantReference: reference('T'), lines });
}

function pay(
  person: DemoPerson,
  order: Order,
  how: { mode: string; key?: string; waitSeconds?: number },
): Promise<Order> {
  const body = { version: order.version, mode: how.mode, proof: { pin: person.pin } };
  return apiAs(person.token).post<Order>(`/v1/orders/${order.id}/pay`, body, {
    ...(how.key === undefined ? {} : { key: how.key }),
    ...(how.waitSeconds === undefined ? {} : { waitSeconds: how.waitSeconds }),
  });
}

const reference = (prefix: string) => `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
