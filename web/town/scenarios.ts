// One-click stories. Each is a few calls of the public API by the demo's seeded callers, nothing that a program could not do.
import { Problem } from '../shared/problem.ts';
import type { Order } from '../shared/types.ts';
import { apiAs, type Credentials, type DemoPerson } from './credentials.ts';
import { openInFrame } from './frames.ts';

export type Said = { word: string; values?: Record<string, string>; tone: 'good' | 'plain' | 'bad' };
export type Story = { name: string; tell: (credentials: Credentials) => Promise<Said> };

const cny = (minor: number) => ({ minor: String(minor), currency: 'CNY' });
const tea = { item: 'Oolong tea', unitPrice: cny(1800), quantity: 2, stock: 12 };
const bun = { item: 'Sesame bun', unitPrice: cny(650), quantity: 1, stock: 20 };

export const stories: readonly Story[] = [
  {
    name: 'tea',
    async tell(credentials) {
      const order = await makeOrder(credentials);
      openInFrame('till', `/till/orders/${order.id}`);
      openInFrame('ana', new URL(order.payUrl, window.location.origin).pathname);
      return { word: 'openInPhone', tone: 'plain' };
    },
  },
  {
    name: 'send',
    async tell(credentials) {
      const { ana, bo } = cast(credentials);
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
    async tell(credentials) {
      const { bo } = cast(credentials);
      const order = await makeOrder(credentials);
      openInFrame('till', `/till/orders/${order.id}`);
      const api = apiAs(bo.token);
      const seen = await api.get<Order>(`/v1/orders/${order.id}`);
      const card = (seen.modes ?? []).find(({ kind, available }) => kind === 'card' && available);
      if (!card) return { word: 'noCard', tone: 'plain' };
      const paid = await pay(bo, seen, { mode: card.id, waitSeconds: 10 });
      return {
        word: 'paidByCard',
        values: { state: paid.state },
        tone: paid.state === 'paid' ? 'good' : 'plain',
      };
    },
  },
  {
    name: 'refund',
    async tell(credentials) {
      const { ana } = cast(credentials);
      const order = await makeOrder(credentials);
      openInFrame('till', `/till/orders/${order.id}`);
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
];

function cast(credentials: Credentials): { ana: DemoPerson; bo: DemoPerson } {
  const [ana, bo] = credentials.people;
  if (!ana || !bo) throw new Error('the demo has fewer than two people');
  return { ana, bo };
}

async function makeOrder(credentials: Credentials): Promise<Order> {
  const shop = apiAs(credentials.merchants[0]?.secretKey);
  return shop.post<Order>('/v1/orders', { merchantReference: reference('T'), lines: [tea, bun] });
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
