/** S13: the acceptance script, word by word, and the ways in which money must not move. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY_MS, MINUTE_MS } from '../../kernel/time.ts';
import { readBooks } from '../../testing/books.ts';
import { TEST_PIN } from '../../testing/world.ts';
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
  f = await createFamily();
});
after(async () => {
  await f.world.checkBooks();
  await f.world.stop();
});

const rowOf = (one: {
  band: string;
  treatedAs: string;
  verdict: string;
  state: string;
  amount: { minor: string };
}) =>
  `${(Number(one.amount.minor) / 100).toFixed(2)} ${one.band} ${one.treatedAs} ${one.verdict} ${one.state}`;

describe('S13: S = 20.00, L = 200.00, daily small cap 60.00, home approved', () => {
  let mum: TestPerson;
  let mei: TestPerson;
  let home: string;
  before(async () => {
    ({ mum, mei, home } = await f.family('Mei'));
  });

  test('15.00 to home goes through without even a PIN, and the guardian gets a notice', async () => {
    const id = await f.order('15');
    const paid = await f.pay(mei, id);
    assert.equal(codeOf(paid), '200 paid', JSON.stringify(paid.body));
    assert.equal((paid.body.deliveryAddress as { id: string }).id, home);
    const [notice] = await f.noticeEvents(mum);
    assert.equal(rowOf(notice?.data as never), '15.00 small small free paid');
    assert.deepEqual((await f.history(mum, mei)).map(rowOf), ['15.00 small small free paid']);
    assert.equal(await f.money(mei), '1985.00');
    assert.deepEqual(await f.noticeEvents(mei), []);
  });

  test('15.00 to a new address: password, and the guardian sees the address; her yes approves it', async () => {
    const school = await f.address(mei, 'School');
    const asked = await f.ask(mei, '15', { address: school, proof: undefined });
    const seen = await mum.api.get(`/v1/challenges/${asked.challenge}`);
    const shown = seen.body.shown as {
      address: { line: string; id: string };
      amount: object;
      payee: { name: string };
    };
    assert.deepEqual([shown.address.line, shown.amount, shown.payee.name], ['School', cny('15'), 'Toy Shop']);
    assert.deepEqual(
      (seen.body.reasons as { because: string }[]).map(({ because }) => because),
      ['GUARDIAN_NEW_ADDRESS'],
    );
    // The guardian's yes alone does not pay: the ward has not shown her password yet.
    assert.equal(codeOf(await f.answer(mum, asked.challenge)), '200 pending');
    assert.equal(await f.orderState(mei, asked.order), 'paying');
    assert.equal(codeOf(await f.answer(mei, asked.challenge)), '200 approved');
    assert.equal(await f.orderState(mei, asked.order), 'paid');
    assert.equal(await f.money(mei), '1970.00');
    const { data } = (await mum.api.get(`/v1/guardianships/${mei.id}/addresses`)).body as {
      data: { address: { line: string; label?: string }; approved: boolean }[];
    };
    assert.deepEqual(
      data.map(({ address, approved }) => [address.line, approved, 'label' in address]),
      [
        ['School', true, false],
        ['Home', true, false],
      ],
    );
    const again = await f.order('1');
    assert.equal(codeOf(await f.pay(mei, again, { address: school })), '200 paid');
  });

  test('120.00 to home: the password, and nothing else', async () => {
    const id = await f.order('120');
    assert.equal(codeOf(await f.pay(mei, id)), '422 PROOF_REQUIRED');
    assert.equal(codeOf(await f.pay(mei, id, { proof: { pin: '135790' } })), '422 PIN_WRONG');
    assert.equal(codeOf(await f.pay(mei, id, { proof })), '200 paid');
  });

  test("500.00: the guardian's phone asks; the ward's password alone never pays; the yes pays under the same id", async () => {
    const before = await readBooks(f.world);
    const asked = await f.ask(mei, '500');
    assert.equal(await f.money(mei), '1849.00 (500.00 held)');
    const inbox = (await mum.api.get('/v1/challenges?role=approver')).body.data as {
      id: string;
      mine: { proof: string[] };
    }[];
    assert.deepEqual(
      inbox.map(({ id, mine }) => [id, mine.proof]),
      [[asked.challenge, ['pin', 'passkey']]],
    );
    // The ward's own password, tried as an answer, in every way.
    assert.equal(codeOf(await f.answer(mei, asked.challenge)), '404 NOT_FOUND');
    assert.equal(codeOf(await f.pay(mei, asked.order, { proof })), '409 ORDER_BEING_PAID');
    assert.equal((await readBooks(f.world)).transfers, before.transfers + 1);
    assert.equal(codeOf(await f.answer(mum, asked.challenge)), '200 approved');
    assert.equal(await f.orderState(mei, asked.order), 'paid');
    assert.equal(await f.money(mei), '1349.00');
    assert.equal(rowOf((await f.history(mum, mei))[0] as never), '500.00 large large guardian paid');
  });

  test('the guardian says no: refused, nothing moved', async () => {
    const asked = await f.ask(mei, '500');
    const no = await f.answer(mum, asked.challenge, { answer: 'no', reason: 'Let us talk first' });
    assert.equal(codeOf(no), '200 refused');
    assert.equal(await f.orderState(mei, asked.order), 'open');
    assert.equal(await f.money(mei), '1349.00');
    assert.equal(rowOf((await f.history(mum, mei))[0] as never), '500.00 large large guardian failed');
    assert.deepEqual((await mei.api.get(`/v1/challenges/${asked.challenge}`)).body.refusal, {
      by: { id: mum.id, name: "Mei's mother" },
      reason: 'Let us talk first',
    });
  });

  test('on a fresh day four 19.00 orders to home: the fourth (76.00 > 60.00) is treated as normal', async () => {
    f.clock.advance(DAY_MS);
    assert.equal(await f.spent(mei), '0.00');
    for (let i = 0; i < 3; i++) assert.equal(codeOf(await f.pay(mei, await f.order('19'))), '200 paid');
    assert.equal(await f.spent(mei), '57.00');
    const fourth = await f.order('19');
    assert.equal(codeOf(await f.pay(mei, fourth)), '422 PROOF_REQUIRED');
    assert.equal(codeOf(await f.pay(mei, fourth, { proof })), '200 paid');
    const [last] = await f.history(mum, mei);
    assert.equal(rowOf(last as never), '19.00 small normal own-proof paid');
    assert.equal(last?.because, 'GUARDIAN_DAY_NORMAL');
    f.clock.advance(DAY_MS);
    assert.equal(codeOf(await f.pay(mei, await f.order('19'))), '200 paid');
  });

  test('the guardian was told of every payment, and of nothing that did not come about', async () => {
    const paid = (await f.history(mum, mei))
      .filter(({ state }) => state === 'paid')
      .map(({ subject }) => subject);
    const told = (await f.noticeEvents(mum)).map(({ data }) => data.subject);
    const { rows } = await f.world.app.ground.database.pool.query(
      `select count(*)::int n from ledger.transfer where kind = 'payment' and phase in ('posted', 'post')`,
    );
    assert.deepEqual(told.sort(), paid.sort());
    assert.equal(paid.length, rows[0].n);
  });
});

describe('what the ward cannot do', () => {
  let mum: TestPerson;
  let mei: TestPerson;
  let home: string;
  before(async () => {
    ({ mum, mei, home } = await f.family('Lan'));
  });

  test('set limits, approve an address or end it: FORBIDDEN; a stranger finds nothing (R4)', async () => {
    const stranger = await f.world.person('Stranger');
    const path = `/v1/guardianships/${mei.id}`;
    const high = { small: cny('9999'), large: cny('99999') };
    for (const [{ api }, code] of [
      [mei, '403 FORBIDDEN'],
      [stranger, '404 NOT_FOUND'],
    ] as const) {
      assert.equal(codeOf(await api.put(`${path}/limits`, { ...high, proof })), code);
      assert.equal(codeOf(await api.put(`${path}/addresses/${home}`, { proof })), code);
      assert.equal(codeOf(await api.del(`${path}/addresses/${home}`, { proof })), code);
      assert.equal(codeOf(await api.del(path, { proof })), code);
    }
    assert.equal(codeOf(await stranger.api.get(`${path}/history`)), '404 NOT_FOUND');
    assert.equal(codeOf(await stranger.api.get(`${path}/addresses`)), '404 NOT_FOUND');
    const { asWard } = (await mei.api.get('/v1/guardianships')).body as { asWard: { limits: object } };
    assert.deepEqual(asWard.limits, { ...LIMITS, dailyNormal: cny('600') });
  });

  test("use the guardian's session: without her PIN it changes and approves nothing", async () => {
    const phone = await f.world.device(mum, 'Left on the table');
    const path = `/v1/guardianships/${mei.id}/limits`;
    const high = { small: cny('9999'), large: cny('99999') };
    assert.equal((await phone.api.put(path, high)).status, 400);
    assert.equal(codeOf(await phone.api.put(path, { ...high, proof: { pin: '135790' } })), '422 PIN_WRONG');
    // Not by a payment session either, which the guardian has opened on that phone.
    const opened = await phone.api.post('/v1/payment-sessions', { pin: TEST_PIN });
    const session = { paymentSession: String(opened.body.id) };
    assert.equal((await phone.api.put(path, { ...high, proof: session })).status, 400);
    const asked = await f.ask(mei, '500');
    const answer = (more: object) =>
      phone.api.post(`/v1/challenges/${asked.challenge}/answers`, {
        answer: 'yes',
        about: asked.about,
        ...more,
      });
    assert.equal(codeOf(await answer({})), '422 APPROVER_PROOF_REQUIRED');
    assert.equal(codeOf(await answer({ proof: { pin: '135790' } })), '422 PIN_WRONG');
    assert.equal((await answer({ proof: session })).status, 400);
    assert.equal(await f.orderState(mei, asked.order), 'paying');
    assert.equal(codeOf(await mei.api.post(`/v1/challenges/${asked.challenge}/cancel`)), '200 cancelled');
  });

  test('send a large amount to a new address: refused until a guardian has approved it', async () => {
    const away = await f.address(mei, 'Away');
    const books = await readBooks(f.world);
    const id = await f.order('200.01');
    const sent = await f.pay(mei, id, { proof, address: away });
    assert.equal(codeOf(sent), '422 GUARDIAN_ADDRESS_NOT_APPROVED');
    assert.deepEqual(await readBooks(f.world), books);
    assert.equal((await f.approveAddress(mum, mei, away)).status, 200);
    const paying = await f.pay(mei, id, { proof, address: away });
    assert.equal(codeOf(paying), '200 paying');
    const { challenge } = paying.body.payment as { challenge: string };
    assert.equal(codeOf(await f.answer(mum, challenge)), '200 approved');
    // The approval is taken back: small to it asks again.
    const back = await mum.api.del(`/v1/guardianships/${mei.id}/addresses/${away}`, { proof });
    assert.deepEqual([back.status, back.body.approved], [200, false]);
    const small = await f.ask(mei, '5', { address: away });
    assert.equal(codeOf(await mei.api.post(`/v1/challenges/${small.challenge}/cancel`)), '200 cancelled');
  });

  test('have the order changed after the yes was asked: the old question is over, a new yes is asked', async () => {
    const asked = await f.ask(mei, '300');
    const changed = await f.pay(mei, asked.order, { proof, lines: [{ item: 'toy', quantity: 2 }] });
    assert.equal(codeOf(changed), '200 paying', JSON.stringify(changed.body));
    const { challenge } = changed.body.payment as { challenge: string };
    assert.notEqual(challenge, asked.challenge);
    const late = await mum.api.post(`/v1/challenges/${asked.challenge}/answers`, {
      answer: 'yes',
      about: asked.about,
      proof,
    });
    assert.equal(codeOf(late), '409 CHALLENGE_OVER');
    // The hash of what was shown before is no yes to what is asked now.
    const stale = await mum.api.post(`/v1/challenges/${challenge}/answers`, {
      answer: 'yes',
      about: asked.about,
      proof,
    });
    assert.equal(codeOf(stale), '409 CHALLENGE_CHANGED');
    assert.equal(codeOf(await f.answer(mum, challenge)), '200 approved');
    assert.equal(await f.orderState(mei, asked.order), 'paid');
  });

  test('have the order changed after the guardian has agreed: the yes was for the old one', async () => {
    const asked = await f.ask(mei, '300', { proof: undefined });
    assert.equal(codeOf(await f.answer(mum, asked.challenge)), '200 pending');
    const changed = await f.pay(mei, asked.order, { proof, lines: [{ item: 'toy', quantity: 3 }] });
    assert.equal(codeOf(changed), '200 paying');
    const { challenge } = changed.body.payment as { challenge: string };
    assert.equal((await mum.api.get(`/v1/challenges/${asked.challenge}`)).body.state, 'cancelled');
    assert.equal(codeOf(await f.answer(mei, challenge)), '404 NOT_FOUND');
    assert.equal(await f.orderState(mei, asked.order), 'paying');
    assert.equal(codeOf(await f.answer(mum, challenge, { answer: 'no' })), '200 refused');
    assert.equal(await f.orderState(mei, asked.order), 'open');
  });

  test('split by paying four small orders at once: three pass, the fourth sees their sum (R8)', async () => {
    f.clock.advance(DAY_MS);
    const four = await Promise.all(['19', '19', '19', '19'].map((amount) => f.order(amount)));
    const answers = await Promise.all(four.map((id) => f.pay(mei, id)));
    assert.deepEqual(answers.map(codeOf).sort(), ['200 paid', '200 paid', '200 paid', '422 PROOF_REQUIRED']);
    assert.equal(await f.spent(mei), '57.00');
  });

  test('split: what waits for somebody counts, what did not come about is given back', async () => {
    f.clock.advance(DAY_MS);
    const before = await f.spent(mei);
    const poor = await f.family('Poor');
    // R5: refused, and the day's sum is as before.
    const id = await f.order('150');
    await f.world.fund(poor.mei.id, 1n);
    await poor.mei.api.post('/v1/transfers', { to: mum.id, amount: cny('1950.01'), proof });
    assert.equal(before, '0.00');
    const transfers = await poor.mei.api.get('/v1/guardianships');
    assert.equal((transfers.body.asWard as { spentToday: { minor: string } }).spentToday.minor, '0');
    const waiting = (await poor.mei.api.get('/v1/challenges?role=asker')).body.data as { id: string }[];
    assert.equal(codeOf(await f.answer(poor.mum, waiting[0]?.id ?? '')), '200 approved');
    assert.equal(await f.money(poor.mei), '50.00');
    const refused = await f.pay(poor.mei, id, { proof });
    assert.equal(codeOf(refused), '422 INSUFFICIENT_FUNDS');
    assert.equal(await f.spent(poor.mei), '0.00');
    assert.equal(await f.money(poor.mei), '50.00');
  });
});

describe('the guardian', () => {
  test('is late: nothing after ten minutes, held until then, the ward may pay again (R3)', async () => {
    const { mum, mei } = await f.family('Jun');
    const asked = await f.ask(mei, '500', {});
    f.clock.advance(10 * MINUTE_MS - 1);
    assert.equal(await f.money(mei), '2000.00 (500.00 held)');
    f.clock.advance(1);
    assert.equal(codeOf(await f.answer(mum, asked.challenge)), '409 EXPIRED');
    await until(async () => (await f.money(mei)) === '2000.00');
    assert.equal(await f.orderState(mei, asked.order), 'open');
    assert.equal((await f.history(mum, mei))[0]?.state, 'failed');
  });

  test('two guardians: either one decides, yes or no, and the other comes too late (R8)', async () => {
    const { mum, mei } = await f.family('Bao');
    const dad = await f.world.person('Father');
    // The ward cannot bring in a friend by himself: a guardian is asked.
    const invited = await f.become(dad, mei);
    assert.equal(codeOf(await f.answer(mei, invited)), '404 NOT_FOUND');
    assert.equal(codeOf(await f.answer(mum, invited)), '200 approved');
    const first = await f.ask(mei, '500');
    assert.equal(codeOf(await f.answer(dad, first.challenge)), '200 approved');
    assert.equal(codeOf(await f.answer(mum, first.challenge, { answer: 'no' })), '409 CHALLENGE_OVER');
    assert.equal(await f.orderState(mei, first.order), 'paid');
    const second = await f.ask(mei, '500');
    assert.equal(codeOf(await f.answer(mum, second.challenge, { answer: 'no' })), '200 refused');
    assert.equal(codeOf(await f.answer(dad, second.challenge)), '409 CHALLENGE_OVER');
    assert.equal(await f.orderState(mei, second.order), 'open');
    const both = await f.ask(mei, '500');
    const answers = await Promise.all([
      f.answer(mum, both.challenge),
      f.answer(dad, both.challenge, { answer: 'no' }),
    ]);
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const guardian of [mum, dad]) assert.ok((await f.noticeEvents(guardian)).length >= 1);
  });

  test('is named in the history: who said yes, who said no, and nobody where nobody did', async () => {
    const { mum, mei } = await f.family('Yun');
    const dad = await f.world.person('Father of Yun');
    assert.equal(codeOf(await f.answer(mum, await f.become(dad, mei))), '200 approved');
    const answered: string[] = [];
    const asked = async (minor: string, more = {}) => {
      f.clock.advance(1);
      return f.ask(mei, minor, more);
    };
    await f.answer(dad, (await asked('500')).challenge);
    await f.answer(mum, (await asked('300')).challenge, { answer: 'no' });
    // Only the ward's own password is missing then; it never comes.
    await f.answer(mum, (await asked('310', { proof: undefined })).challenge);
    // A yes of one who is no guardian any more counts no more, and is not told of.
    const { challenge } = await asked('320', { proof: undefined });
    await f.answer(dad, challenge);
    await dad.api.del(`/v1/guardianships/${mei.id}`, { proof });
    await f.answer(mei, challenge);
    await asked('330');
    f.clock.advance(1);
    await f.pay(mei, await f.order('15'));
    for (const { amount, state, answeredBy } of await f.history(mum, mei))
      answered.push(
        [Number(amount.minor) / 100, state, answeredBy?.answer, answeredBy?.name].filter(Boolean).join(' '),
      );
    const { name } = (await mum.api.get('/v1/me')).body as { name: string };
    assert.deepEqual(answered, [
      '15 paid',
      '330 asked',
      '320 asked',
      `310 asked yes ${name}`,
      `300 failed no ${name}`,
      '500 paid yes Father of Yun',
    ]);
  });

  test('is removed while asked: his yes counts no more, the other one still may (R9)', async () => {
    const { mum, mei } = await f.family('Rui');
    const dad = await f.world.person('Father of Rui');
    assert.equal(codeOf(await f.answer(mum, await f.become(dad, mei))), '200 approved');
    const asked = await f.ask(mei, '500');
    const ended = await dad.api.del(`/v1/guardianships/${mei.id}`, { proof });
    assert.equal(codeOf(ended), '200 ended');
    assert.equal(codeOf(await f.answer(dad, asked.challenge)), '403 FORBIDDEN');
    assert.equal(await f.orderState(mei, asked.order), 'paying');
    assert.equal(codeOf(await f.answer(mum, asked.challenge)), '200 approved');
    assert.equal(codeOf(await dad.api.get(`/v1/guardianships/${mei.id}/history`)), '404 NOT_FOUND');
    const { asGuardian } = (await dad.api.get('/v1/guardianships')).body as { asGuardian: object[] };
    assert.deepEqual(asGuardian, []);
  });

  test('ends it, the last one: what was asked can be given up, then the ward is free; old approvals are gone', async () => {
    const { mum, mei, home } = await f.family('Xia');
    const asked = await f.ask(mei, '500');
    assert.equal(codeOf(await mum.api.del(`/v1/guardianships/${mei.id}`, { proof })), '200 ended');
    assert.equal(codeOf(await f.answer(mum, asked.challenge)), '403 FORBIDDEN');
    assert.equal(await f.money(mei), '2000.00 (500.00 held)');
    assert.equal(codeOf(await mei.api.post(`/v1/challenges/${asked.challenge}/cancel`)), '200 cancelled');
    assert.equal(codeOf(await f.pay(mei, asked.order, { proof })), '200 paid');
    assert.equal((await mei.api.get('/v1/guardianships')).body.asWard, null);
    f.clock.advance(1);
    assert.equal(codeOf(await f.answer(mei, await f.become(mum, mei))), '200 approved');
    const small = await f.ask(mei, '5', { address: home });
    assert.equal(codeOf(await f.answer(mum, small.challenge)), '200 approved');
  });

  test('changes the limits: they hold for the next payment', async () => {
    const { mum, mei } = await f.family('Yun');
    const set = (more: object) =>
      mum.api.put(`/v1/guardianships/${mei.id}/limits`, { ...LIMITS, ...more, proof });
    assert.equal(codeOf(await set({ small: cny('200.01') })), '422 GUARDIAN_LIMITS_INVALID');
    assert.equal(codeOf(await set({ large: { minor: '20000', currency: 'EUR' } })), '422 CURRENCY_MISMATCH');
    assert.equal((await set({ small: cny('10') })).status, 200);
    const id = await f.order('15');
    assert.equal(codeOf(await f.pay(mei, id)), '422 PROOF_REQUIRED');
    assert.equal((await set({})).status, 200);
    assert.equal(codeOf(await f.pay(mei, id)), '200 paid');
  });
});

test('a ward who turns 18 pays as everybody does from that moment, also what is asked just then', async () => {
  const mum = await f.world.person('Mother of Kai');
  const kai = await f.world.person('Kai', 200_000n);
  const birthday = f.clock.now() + 5 * MINUTE_MS;
  const until18 = new Date(birthday).toISOString();
  assert.equal(codeOf(await f.answer(kai, await f.become(mum, kai, { until: until18 }))), '200 approved');
  await f.address(kai, 'Home');
  const asked = await f.ask(kai, '150', {});
  f.clock.set(birthday - 2);
  assert.equal(codeOf(await f.pay(kai, await f.order('15'))), '200 paying');
  f.clock.set(birthday);
  // Nobody answers for a grown-up.
  assert.equal(codeOf(await f.answer(mum, asked.challenge)), '403 FORBIDDEN');
  assert.equal(codeOf(await kai.api.post(`/v1/challenges/${asked.challenge}/cancel`)), '200 cancelled');
  assert.equal(codeOf(await f.pay(kai, asked.order, { proof })), '200 paid');
  assert.equal(codeOf(await f.pay(kai, await f.order('900'), { proof })), '200 paid');
  assert.equal(codeOf(await f.pay(kai, await f.order('1'))), '422 PROOF_REQUIRED');
  // The records follow within seconds, and she may ask again, of a grown-up.
  await until(async () => (await states(mum)).includes('guardianship.ended'), 30_000);
  assert.deepEqual((await kai.api.get('/v1/me/policy')).body.rules, []);
  assert.equal(codeOf(await f.answer(kai, await f.become(mum, kai, { relation: 'elder' }))), '200 approved');
});

async function states({ api }: TestPerson): Promise<string[]> {
  return ((await api.get('/v1/events?limit=100')).body.data as { type: string }[]).map(({ type }) => type);
}

async function until(check: () => Promise<boolean>, limitMs = 15_000): Promise<void> {
  const started = Date.now();
  while (!(await check())) {
    if (Date.now() - started > limitMs) throw new Error(`not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
