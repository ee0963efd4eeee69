/** Becoming a guardian and what the rule judges besides orders, against a real server, database and bank. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY_MS } from '../../kernel/time.ts';
import {
  cny,
  codeOf,
  createFamily,
  type Family,
  LIMITS,
  proof,
  type TestPerson,
} from './guardian.fixture.ts';

let f: Family;
before(async () => {
  f = await createFamily({ start: '2026-01-05T23:55:00Z' });
});
after(async () => {
  await f.world.checkBooks();
  await f.world.stop();
});

type Seen = {
  readonly state: string;
  readonly guardians: { readonly name: string }[];
  readonly limits: object;
};
const roles = async ({ api }: TestPerson) =>
  (await api.get('/v1/guardianships')).body as { asGuardian: Seen[]; asWard: Seen | null };
const beGuardian = ({ api }: TestPerson, body: object) =>
  api.post('/v1/guardianships', { relation: 'minor', limits: LIMITS, proof, ...body });

describe('becoming a guardian', () => {
  test('asked by phone, with the PIN; before the yes nothing is judged and nothing is told', async () => {
    const [mum, mei] = [await f.world.person('Mother'), await f.world.person('Mei', 100_000n)];
    assert.equal(
      codeOf(await beGuardian(mum, { ward: mei.phone, proof: { pin: '135790' } })),
      '422 PIN_WRONG',
    );
    assert.equal((await beGuardian(mum, { ward: mei.phone, proof: undefined })).status, 400);
    const asked = await beGuardian(mum, { ward: mei.phone });
    assert.equal(codeOf(asked), '201 asked');
    assert.deepEqual(await roles(mum), { asGuardian: [asked.body], asWard: null });
    assert.deepEqual((await roles(mei)).asWard, asked.body);
    assert.equal(codeOf(await f.pay(mei, await f.order('900', {}), { proof })), '200 paid');
    assert.equal(codeOf(await mum.api.get(`/v1/guardianships/${mei.id}/history`)), '404 NOT_FOUND');
    assert.equal(codeOf(await beGuardian(mum, { ward: mei.id })), '409 GUARDIAN_EXISTS');
    // Who asks cannot say yes himself.
    const challenge = String(asked.body.challenge);
    assert.equal(codeOf(await f.answer(mum, challenge)), '404 NOT_FOUND');
    assert.equal(codeOf(await f.answer(mei, challenge)), '200 approved');
    assert.equal(codeOf(await f.answer(mei, challenge)), '409 REPLAYED');
    const [held] = (await roles(mum)).asGuardian;
    assert.deepEqual([held?.state, held?.limits], ['active', { ...LIMITS, dailyNormal: cny('600') }]);
    assert.deepEqual((await roles(mei)).asWard, held);
  });

  test('the ward says no, or nothing for a day: nobody guards, and it may be asked again', async () => {
    const [mum, mei] = [await f.world.person('Mother'), await f.world.person('Mei')];
    const no = await f.answer(mei, await f.become(mum, mei), { answer: 'no', reason: 'I am grown up' });
    assert.equal(codeOf(no), '200 refused');
    assert.deepEqual([(await roles(mum)).asGuardian, (await roles(mei)).asWard], [[], null]);
    const second = await f.become(mum, mei);
    f.clock.advance(DAY_MS);
    assert.equal(codeOf(await f.answer(mei, second)), '409 EXPIRED');
  });

  test('nobody for himself, in a circle, for nobody, or until yesterday', async () => {
    const [a, b, c] = [await f.world.person('A'), await f.world.person('B'), await f.world.person('C')];
    assert.equal(codeOf(await f.answer(b, await f.become(a, b))), '200 approved');
    assert.equal(codeOf(await f.answer(c, await f.become(b, c))), '200 approved');
    assert.equal(codeOf(await beGuardian(a, { ward: a.id })), '422 GUARDIAN_OF_SELF');
    assert.equal(codeOf(await beGuardian(b, { ward: a.phone })), '422 GUARDIAN_CIRCLE');
    assert.equal(codeOf(await beGuardian(c, { ward: a.phone })), '422 GUARDIAN_CIRCLE');
    assert.equal(codeOf(await beGuardian(a, { ward: '+8613999999999' })), '404 NOT_FOUND');
    const until = new Date(f.clock.now()).toISOString();
    assert.equal(codeOf(await beGuardian(a, { ward: c.phone, until })), '422 GUARDIAN_UNTIL_PAST');
  });

  test('two ask each other, and both say yes: the second yes makes no circle (R9)', async () => {
    const [a, b] = [await f.world.person('A'), await f.world.person('B')];
    const [ab, ba] = [await f.become(a, b), await f.become(b, a)];
    assert.equal(codeOf(await f.answer(b, ab)), '200 approved');
    assert.equal(codeOf(await f.answer(a, ba)), '200 approved');
    assert.equal((await roles(a)).asWard, null);
    const ended = (
      (await b.api.get('/v1/events?limit=100')).body.data as { type: string; data: { code?: string } }[]
    )
      .filter(({ type }) => type === 'guardianship.ended')
      .map(({ data }) => data.code);
    assert.deepEqual(ended, ['GUARDIANSHIP_OVERTAKEN']);
  });

  test("two ask a ward at once: after the first yes the ward's own counts no more for the second", async () => {
    const [mum, friend, mei] = [
      await f.world.person('Mother'),
      await f.world.person('Friend'),
      await f.world.person('Mei'),
    ];
    const [first, second] = [await f.become(mum, mei), await f.become(friend, mei)];
    await f.answer(mei, first);
    await f.answer(mei, second);
    assert.deepEqual(
      (await roles(mei)).asWard?.guardians.map(({ name }) => name),
      ['Mother'],
    );
  });

  test('a guardian who comes later is under the limits that hold', async () => {
    const { mum, mei } = await f.family('Yi');
    const dad = await f.world.person('Father');
    const challenge = await f.become(dad, mei, { limits: { small: cny('999'), large: cny('999') } });
    assert.equal(codeOf(await f.answer(mum, challenge)), '200 approved');
    const seen = (await roles(dad)).asGuardian[0];
    assert.deepEqual([seen?.limits, seen?.guardians.length], [{ ...LIMITS, dailyNormal: cny('600') }, 2]);
  });
});

describe('the amount alone is judged where nothing is delivered', () => {
  let mum: TestPerson;
  let mei: TestPerson;
  before(async () => {
    ({ mum, mei } = await f.family('Ning'));
  });
  const send = (amount: string, more: object = {}) =>
    mei.api.post('/v1/transfers', { to: mum.id, amount: cny(amount), ...more });

  test('transfers: the PIN always, 200.01 with the guardian, and one notice each', async () => {
    assert.equal(codeOf(await send('20')), '422 PROOF_REQUIRED');
    assert.equal(codeOf(await send('20', { proof })), '201 done');
    assert.equal(codeOf(await send('20.01')), '422 PROOF_REQUIRED');
    assert.equal(codeOf(await send('20.01', { proof })), '201 done');
    const waiting = await send('200.01', { proof });
    assert.equal(codeOf(waiting), '201 waiting');
    assert.equal(codeOf(await f.answer(mum, String(waiting.body.challenge))), '200 approved');
    const told = (await f.noticeEvents(mum)).map(({ data }) => `${data.band} ${data.verdict} ${data.state}`);
    assert.deepEqual(told, ['small free paid', 'normal own-proof paid', 'large guardian paid']);
    assert.deepEqual(
      (await f.history(mum, mei)).map(({ address, addressApproved }) => [address, addressApproved]),
      [
        [null, false],
        [null, false],
        [null, false],
      ],
    );
    assert.equal(await f.spent(mei), '40.01');
  });

  test('an order that is handed over the counter', async () => {
    assert.equal(codeOf(await f.pay(mei, await f.order('19.99', {}))), '200 paid');
    assert.equal(await f.spent(mei), '60.00');
    assert.equal(codeOf(await f.pay(mei, await f.order('0.01', {}))), '422 PROOF_REQUIRED');
  });

  test('the outlook says the same as the payment will', async () => {
    const outlook = async (minor: string, more = '') =>
      (await mei.api.get(`/v1/guardianships/outlook?minor=${minor}&currency=CNY${more}`)).body;
    assert.deepEqual(await outlook('1'), {
      band: 'small',
      treatedAs: 'normal',
      verdict: 'own-proof',
      because: 'GUARDIAN_DAY_NORMAL',
    });
    const away = await f.address(mei, 'Away');
    assert.equal((await outlook('1', `&address=${away}`)).because, 'GUARDIAN_NEW_ADDRESS');
    assert.equal((await outlook('20001', `&address=${away}`)).verdict, 'refused');
    assert.equal(
      codeOf(await mum.api.get('/v1/guardianships/outlook?minor=1&currency=CNY')),
      '404 NOT_FOUND',
    );
  });

  test('what waits counts against its own day, and is given back to that day alone', async () => {
    // 120.00 waits for a second device, and so counts as asked.
    const tablet = await f.world.device(mei, 'Tablet');
    const phone = await f.world.device(mei, 'Phone');
    const set = await phone.api.put('/v1/second-device', {
      above: cny('100'),
      devices: [tablet.device, phone.device],
      proof,
    });
    assert.equal(set.status, 200, JSON.stringify(set.body));
    const ask = async () => {
      const sent = await phone.api.post('/v1/transfers', { to: mum.id, amount: cny('120'), proof });
      assert.equal(codeOf(sent), '201 waiting');
      return String(sent.body.challenge);
    };
    const before = await f.spent(mei);
    const first = await ask();
    assert.equal(await f.spent(mei), (Number(before) + 120).toFixed(2));
    assert.equal(codeOf(await mei.api.post(`/v1/challenges/${first}/cancel`)), '200 cancelled');
    assert.equal(await f.spent(mei), before);
    const overnight = await ask();
    const midnight = Math.ceil(f.clock.now() / DAY_MS) * DAY_MS;
    f.clock.set(Math.max(f.clock.now(), midnight - 60_000));
    const late = await ask();
    f.clock.set(midnight + 30_000);
    assert.equal(await f.spent(mei), '0.00');
    assert.equal(codeOf(await f.answer(tablet, overnight)), '409 EXPIRED');
    assert.equal(codeOf(await f.answer(tablet, late)), '200 approved');
    assert.equal(await f.spent(mei), '0.00');
    assert.equal((await f.history(mum, mei))[0]?.state, 'paid');
  });

  test('a payment that was under way when the guardian came is told, too', async () => {
    const [guard, kid] = [await f.world.person('Guard'), await f.world.person('Kid', 100_000n)];
    const tablet = await f.world.device(kid, 'Tablet');
    const phone = await f.world.device(kid, 'Phone');
    const devices = [tablet.device, phone.device];
    await phone.api.put('/v1/second-device', { above: cny('100'), devices, proof });
    const sent = await phone.api.post('/v1/transfers', { to: guard.id, amount: cny('300'), proof });
    assert.equal(codeOf(sent), '201 waiting');
    assert.equal(codeOf(await f.answer(kid, await f.become(guard, kid))), '200 approved');
    assert.equal(codeOf(await f.answer(tablet, String(sent.body.challenge))), '200 approved');
    const [notice] = await f.history(guard, kid);
    assert.deepEqual([notice?.state, notice?.because], ['paid', 'GUARDIAN_NOT_ASKED']);
    assert.equal(await f.spent(kid), '300.00');
  });
});

test('guardian and second device: asked once each, at the same time; both must say yes', async () => {
  const { mum, mei } = await f.family('Tao');
  const tablet = await f.world.device(mei, 'Tablet');
  const phone = await f.world.device(mei, 'Phone');
  const devices = [tablet.device, phone.device];
  await phone.api.put('/v1/second-device', { above: cny('100'), devices, proof });
  const asked = await f.ask({ ...mei, api: phone.api }, '500');
  assert.equal(codeOf(await f.answer(mum, asked.challenge)), '200 pending');
  assert.equal(await f.money(mei), '2000.00 (500.00 held)');
  assert.equal(codeOf(await f.answer(tablet, asked.challenge)), '200 approved');
  assert.equal(await f.orderState(mei, asked.order), 'paid');
  assert.equal(await f.money(mei), '1500.00');
});

test('asked by the same key twice: one question, the same answer (R1)', async () => {
  const [mum, mei] = [await f.world.person('Mother'), await f.world.person('Mei')];
  const body = { ward: mei.id, relation: 'elder', proof };
  const first = await mum.api.post('/v1/guardianships', body, { key: 'once' });
  const again = await mum.api.post('/v1/guardianships', body, { key: 'once' });
  assert.deepEqual([again.body, again.headers.get('idempotency-hit')], [first.body, 'true']);
  assert.equal(((await mei.api.get('/v1/challenges?role=approver')).body.data as object[]).length, 1);
});
