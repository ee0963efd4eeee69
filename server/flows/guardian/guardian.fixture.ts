/** A guarded family, a shop that delivers, and the steps of the sheet, for the stories of this flow. */
import assert from 'node:assert/strict';
import { createTestClock } from '../../kernel/time.ts';
import { quietEnv } from '../../testing/bank-controls.ts';
import { balance } from '../../testing/books.ts';
import {
  type Answer,
  createWorld,
  TEST_PIN,
  type TestMerchant,
  type TestPerson,
  type World,
} from '../../testing/world.ts';

export const proof = { pin: TEST_PIN };
export const cny = (text: string) => ({ minor: String(Math.round(Number(text) * 100)), currency: 'CNY' });
/** S = 20.00, L = 200.00, daily small cap 60.00. */
export const LIMITS = { small: cny('20'), large: cny('200'), dailySmall: cny('60') };
export const codeOf = ({ status, body }: Answer) => `${status} ${String(body.code ?? body.state)}`;

type NoticeSeen = {
  readonly band: string;
  readonly treatedAs: string;
  readonly verdict: string;
  readonly because: string;
  readonly state: string;
  readonly address: { readonly line: string } | null;
  readonly addressApproved: boolean;
  readonly amount: { readonly minor: string };
  readonly subject: string;
  readonly answeredBy?: { readonly id: string; readonly name: string; readonly answer: string };
};
export type Asked = { readonly order: string; readonly challenge: string; readonly about: string };

/** The clock is moved by hand from `start` on; with `bank` it stands at the present time, which the bank goes by. */
export async function createFamily({ start = '2026-01-05T09:00:00Z', bank = false } = {}) {
  const clock = createTestClock(bank ? Date.now() : Date.parse(start));
  const world = await createWorld({ env: quietEnv(), clock, bank });
  const shop = await world.merchant('Toy Shop');
  let references = 0;

  async function address({ api }: TestPerson, line: string): Promise<string> {
    const made = await api.post('/v1/addresses', {
      label: line,
      recipient: 'Mei Lin',
      phone: '+8613900000001',
      region: 'Zhejiang',
      city: 'Hangzhou',
      line,
      postcode: '310000',
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return String(made.body.id);
  }

  async function order(amount: string, more: object = { delivery: true }): Promise<string> {
    // Ids of one millisecond have no order.
    clock.advance(1);
    const made = await shop.api.post('/v1/orders', {
      merchantReference: `g-${++references}`,
      lines: [{ item: 'toy', unitPrice: cny(amount), quantity: 1, stock: 5 }],
      ...more,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return String(made.body.id);
  }

  const pay = ({ api }: TestPerson, id: string, more: object = {}) =>
    api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', ...more });

  async function become(guardian: TestPerson, ward: TestPerson, more: object = {}): Promise<string> {
    const asked = await guardian.api.post('/v1/guardianships', {
      ward: ward.phone,
      relation: 'minor',
      limits: LIMITS,
      proof,
      ...more,
    });
    assert.equal(codeOf(asked), '201 asked', JSON.stringify(asked.body));
    return String(asked.body.challenge);
  }

  async function answer(
    person: TestPerson,
    challenge: string,
    more: object = { answer: 'yes', proof },
  ): Promise<Answer> {
    const shown = await person.api.get(`/v1/challenges/${challenge}`);
    return person.api.post(`/v1/challenges/${challenge}/answers`, {
      about: shown.body.about ?? '0'.repeat(64),
      ...more,
    });
  }

  const approveAddress = (guardian: TestPerson, ward: TestPerson, id: string) =>
    guardian.api.put(`/v1/guardianships/${ward.id}/addresses/${id}`, { proof });

  /** A ward with 2,000.00 and home approved, and the guardian. */
  async function family(name: string): Promise<{ mum: TestPerson; mei: TestPerson; home: string }> {
    const mum = await world.person(`${name}'s mother`);
    const mei = await world.person(name, 200_000n);
    assert.equal(codeOf(await answer(mei, await become(mum, mei))), '200 approved');
    const home = await address(mei, 'Home');
    assert.equal((await approveAddress(mum, mei, home)).status, 200);
    return { mum, mei, home };
  }

  /** Pays and expects it to wait: what the guardian is asked. */
  async function ask(ward: TestPerson, amount: string, more: object = {}): Promise<Asked> {
    const id = await order(amount);
    const paying = await pay(ward, id, { proof, ...more });
    assert.equal(codeOf(paying), '200 paying', JSON.stringify(paying.body));
    const { challenge } = paying.body.payment as { challenge: string };
    const shown = await ward.api.get(`/v1/challenges/${challenge}`);
    return { order: id, challenge, about: String(shown.body.about) };
  }

  const history = async (guardian: TestPerson, ward: TestPerson) =>
    (await guardian.api.get(`/v1/guardianships/${ward.id}/history?limit=100`)).body.data as NoticeSeen[];
  const noticeEvents = async (guardian: TestPerson) =>
    (
      (await guardian.api.get('/v1/events?limit=100')).body.data as { type: string; data: NoticeSeen }[]
    ).filter(({ type }) => type === 'guardian.notice');
  const spent = async (ward: TestPerson) => {
    const { asWard } = (await ward.api.get('/v1/guardianships')).body as {
      asWard: { spentToday: { minor: string } };
    };
    return (Number(asWard.spentToday.minor) / 100).toFixed(2);
  };
  const orderState = async (ward: TestPerson, id: string) => {
    const { body } = await ward.api.get(`/v1/orders/${id}`);
    const { code } = (body.payment ?? {}) as { code?: string };
    return code === undefined ? String(body.state) : `${String(body.state)} ${code}`;
  };
  const money = (owner: TestPerson | TestMerchant) => balance(world, owner);

  return {
    clock,
    world,
    shop,
    address,
    order,
    pay,
    become,
    answer,
    approveAddress,
    family,
    ask,
    history,
    noticeEvents,
    spent,
    orderState,
    money,
  };
}
export type Family = Awaited<ReturnType<typeof createFamily>>;
export type { TestPerson, World };
