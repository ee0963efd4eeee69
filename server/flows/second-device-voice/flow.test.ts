/** S02 with a PIN in the place of the voice: two phones of one person, against a real server and database. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestClock, DAY_MS } from '../../kernel/time.ts';
import { quietEnv } from '../../testing/bank-controls.ts';
import { balance, cny, movements, readBooks } from '../../testing/books.ts';
import {
  type Answer,
  type Api,
  createWorld,
  TEST_PIN,
  type TestDevice,
  type TestPerson,
  type World,
} from '../../testing/world.ts';

const proof = { pin: TEST_PIN };
const clock = createTestClock(Date.parse('2026-01-05T09:00:00Z'));
const codeOf = ({ status, body }: Answer) => `${status} ${String(body.code ?? body.state)}`;

let world: World;
let shop: TestPerson;
before(async () => {
  world = await createWorld({ env: quietEnv(), clock });
  shop = await world.person('Corner Shop');
});
after(() => world.stop());

/** A person with 500.00, level 200.00, whose phones D1 and D2 confirm for each other. */
async function twoPhones(name: string): Promise<{ d1: TestDevice; d2: TestDevice }> {
  const person = await world.person(name, 50_000n);
  const d1 = await world.device(person, `${name} D1`);
  const d2 = await world.device(person, `${name} D2`);
  const set = await d1.api.put('/v1/second-device', {
    above: cny(20_000),
    devices: [d1.device, d2.device],
    proof,
  });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  return { d1, d2 };
}

type Asked = { readonly transfer: string; readonly challenge: string; readonly about: string };

async function send({ api }: TestDevice, minor: number): Promise<Answer> {
  return api.post('/v1/transfers', { to: shop.id, amount: cny(minor), note: 'Lamp', proof });
}
async function ask(device: TestDevice, minor: number): Promise<Asked> {
  const { status, body } = await send(device, minor);
  assert.deepEqual([status, body.state], [201, 'waiting'], JSON.stringify(body));
  const shown = await device.api.get(`/v1/challenges/${String(body.challenge)}`);
  return {
    transfer: String(body.id),
    challenge: String(body.challenge),
    about: String(shown.body.about),
  };
}
function answer({ api }: TestDevice, asked: Asked, more: object = { answer: 'yes', proof }): Promise<Answer> {
  return api.post(`/v1/challenges/${asked.challenge}/answers`, { about: asked.about, ...more });
}
const stateOf = async (api: Api, asked: Asked) => {
  const { body } = await api.get(`/v1/transfers/${asked.transfer}`);
  return body.code === undefined ? body.state : `${String(body.state)} ${String(body.code)}`;
};
const inboxOf = async ({ api }: TestDevice) =>
  (await api.get('/v1/challenges?role=approver&state=pending')).body.data as {
    id: string;
    mine: { proof: string[] } | null;
    shown: { payee: { name: string }; amount: object; note: string };
  }[];

describe('S02: the acceptance script', () => {
  test('suspended on D1, shown on D2, completed by D2 under the same id without a touch on D1', async () => {
    const { d1, d2 } = await twoPhones('Ana');
    const before = await balance(world, shop);
    //  D1 asks to pay 300.00: suspended, 300.00 held, D2 shows payee and amount
    const asked = await ask(d1, 30_000);
    assert.equal(await balance(world, d1), '500.00 (300.00 held)');
    const [shown] = await inboxOf(d2);
    assert.deepEqual(
      [shown?.id, shown?.shown.payee.name, shown?.shown.amount, shown?.shown.note, shown?.mine?.proof],
      [asked.challenge, 'C** S**', cny(30_000), 'Lamp', ['pin', 'passkey']],
    );
    //  another person tries: attempt 1 denied, D1 still suspended
    const wrong = await answer(d2, asked, { answer: 'yes', proof: { pin: '111112' } });
    assert.deepEqual([codeOf(wrong), wrong.body.details], ['422 PIN_WRONG', { left: 2 }]);
    assert.equal(await stateOf(d1.api, asked), 'waiting');
    //  the owner proves himself on D2: done, the same id, balance 200.00
    const yes = await answer(d2, asked);
    assert.equal(codeOf(yes), '200 approved');
    assert.equal(await stateOf(d1.api, asked), 'done');
    assert.equal(await balance(world, d1), '200.00');
    assert.equal(Number(await balance(world, shop)) - Number(before), 300);
    //  the same answer again: REPLAYED, balance unchanged
    const books = await readBooks(world);
    assert.equal(codeOf(await answer(d2, asked)), '409 REPLAYED');
    assert.deepEqual(await readBooks(world), books);
    //  D1 pays 50.00: no challenge is made
    const small = await send(d1, 5_000);
    assert.deepEqual([small.status, small.body.state, small.body.challenge], [201, 'done', undefined]);
    assert.deepEqual(await movements(world, asked.transfer), [
      'transfer held 300.00',
      'transfer post 300.00',
    ]);
  });

  test('D1 is told by the server: waiting, then done, under one id', async () => {
    const { d1, d2 } = await twoPhones('Told');
    const asked = await ask(d1, 30_000);
    await answer(d2, asked);
    const events = (await d1.api.get('/v1/events?limit=100')).body.data as { type: string; object: string }[];
    const mine = events.filter(({ object }) => object === asked.transfer || object === asked.challenge);
    assert.deepEqual(mine.map(({ type }) => type).sort(), [
      'challenge.approved',
      'challenge.asked',
      'transfer.done',
      'transfer.waiting',
    ]);
  });

  test('exactly on the level goes through; a cent more waits', async () => {
    const { d1 } = await twoPhones('Edge');
    assert.equal((await send(d1, 20_000)).body.state, 'done');
    assert.equal((await send(d1, 20_001)).body.state, 'waiting');
  });
});

describe('S02: what goes wrong', () => {
  test('the asking device cannot answer itself, and a third one neither', async () => {
    const { d1, d2 } = await twoPhones('Own');
    const d3 = await world.device(d1, 'Own D3');
    const asked = await ask(d1, 30_000);
    assert.equal(codeOf(await answer(d1, asked)), '404 NOT_FOUND');
    assert.equal(codeOf(await answer(d3, asked)), '404 NOT_FOUND');
    const stranger = await world.person('Stranger');
    assert.equal((await stranger.api.get(`/v1/challenges/${asked.challenge}`)).status, 404);
    assert.equal(await stateOf(d1.api, asked), 'waiting');
    assert.equal(codeOf(await answer(d2, asked)), '200 approved');
  });

  test('D2 says no: nothing moves, the hold is given back', async () => {
    const { d1, d2 } = await twoPhones('No');
    const asked = await ask(d1, 30_000);
    const no = await answer(d2, asked, { answer: 'no', reason: 'not me' });
    assert.deepEqual([codeOf(no), (no.body.refusal as { reason: string }).reason], ['200 refused', 'not me']);
    assert.equal(await stateOf(d1.api, asked), 'failed APPROVAL_REFUSED');
    assert.equal(await balance(world, d1), '500.00');
  });

  test('no answer in 120 s: expired to the millisecond; a late yes does nothing', async () => {
    const { d1, d2 } = await twoPhones('Late');
    const [kept, lost] = [await ask(d1, 20_001), await ask(d1, 20_002)];
    clock.advance(119_999);
    assert.equal(codeOf(await answer(d2, kept)), '200 approved');
    clock.advance(1);
    const late = await answer(d2, lost);
    assert.equal(codeOf(late), '409 EXPIRED');
    await settled(d1, lost);
    assert.equal(await stateOf(d1.api, lost), 'failed APPROVAL_EXPIRED');
    assert.equal(await balance(world, d1), '299.99');
  });

  test('D1 cancels, then the yes comes: cancelled, nothing moves', async () => {
    const { d1, d2 } = await twoPhones('Cancel');
    const asked = await ask(d1, 30_000);
    assert.equal(codeOf(await d1.api.post(`/v1/challenges/${asked.challenge}/cancel`)), '200 cancelled');
    const late = await answer(d2, asked);
    assert.deepEqual([codeOf(late), late.body.details], ['409 CHALLENGE_OVER', { state: 'cancelled' }]);
    assert.equal(await stateOf(d1.api, asked), 'failed APPROVAL_CANCELLED');
    assert.equal(await balance(world, d1), '500.00');
  });

  test('the balance is used up meanwhile: what is held cannot be spent', async () => {
    const { d1, d2 } = await twoPhones('Spent');
    const asked = await ask(d1, 40_000);
    assert.equal(codeOf(await send(d1, 10_001)), '422 INSUFFICIENT_FUNDS');
    assert.equal(codeOf(await send(d1, 10_000)), '201 done');
    assert.equal(codeOf(await answer(d2, asked)), '200 approved');
    assert.equal(await balance(world, d1), '0.00');
  });

  test('three wrong PINs lock, and it still waits; the right one is refused as well', async () => {
    const { d1, d2 } = await twoPhones('Lock');
    const asked = await ask(d1, 30_000);
    const tries: string[] = [];
    for (const pin of ['111112', '111113', '111114', TEST_PIN])
      tries.push(codeOf(await answer(d2, asked, { answer: 'yes', proof: { pin } })));
    assert.deepEqual(tries, ['422 PIN_WRONG', '422 PIN_WRONG', '422 PIN_WRONG', '423 LOCKED']);
    assert.equal(await stateOf(d1.api, asked), 'waiting');
  });

  test('twenty yeses at once: one transfer', async () => {
    const { d1, d2 } = await twoPhones('Race');
    const asked = await ask(d1, 30_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => answer(d2, asked)));
    assert.deepEqual([...new Set(answers.map(codeOf))].sort(), ['200 approved', '409 REPLAYED']);
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(await balance(world, d1), '200.00');
  });

  test('D2 signed out while asked: it cannot answer; taken off the list while asked: neither', async () => {
    const { d1, d2 } = await twoPhones('Gone');
    const d3 = await world.device(d1, 'Gone D3');
    const three = [d1.device, d2.device, d3.device];
    await d1.api.put('/v1/second-device', { above: cny(20_000), devices: three, proof });
    await loosen(d1, d2, 'approved');
    const asked = await ask(d1, 30_000);
    const off = { above: cny(20_000), devices: [d1.device, d3.device], proof };
    assert.equal((await d1.api.put('/v1/second-device', off)).status, 200);
    assert.equal(codeOf(await answer(d2, asked)), '403 FORBIDDEN');
    await d3.api.post('/v1/sign-out');
    assert.equal(codeOf(await answer(d3, asked)), '401 UNAUTHENTICATED');
    assert.equal(await stateOf(d1.api, asked), 'waiting');
    assert.equal(await balance(world, d1), '500.00 (300.00 held)');
  });

  test('a payment session does not set the level, nor switch it off', async () => {
    const { d1, d2 } = await twoPhones('Session');
    const { body } = await d1.api.post('/v1/payment-sessions', { pin: TEST_PIN });
    const session = { paymentSession: String(body.id) };
    const wish = { above: cny(1), devices: [d1.device, d2.device], proof: session };
    assert.equal(codeOf(await d1.api.put('/v1/second-device', wish)), '400 BODY_INVALID');
    assert.equal(codeOf(await d1.api.del('/v1/second-device', { proof: session })), '400 BODY_INVALID');
  });

  test('the other device alone is listed and it asks itself: SECOND_DEVICE_MISSING, nothing held', async () => {
    const { d1, d2 } = await twoPhones('Alone');
    const only = { above: cny(20_000), devices: [d2.device], proof };
    assert.equal((await d1.api.put('/v1/second-device', only)).status, 200);
    assert.equal(codeOf(await send(d2, 20_001)), '422 SECOND_DEVICE_MISSING');
    assert.equal(codeOf(await send(d2, 20_000)), '201 done');
    assert.equal(await balance(world, d1), '300.00');
  });

  test('without a PIN at first: both devices are asked, in either order', async () => {
    const { d1, d2 } = await twoPhones('Both');
    const wish = { to: shop.id, amount: cny(30_000), note: '' };
    const sent = await d1.api.post('/v1/transfers', wish);
    const shown = await d1.api.get(`/v1/challenges/${String(sent.body.challenge)}`);
    const asked = {
      transfer: String(sent.body.id),
      challenge: String(sent.body.challenge),
      about: String(shown.body.about),
    };
    assert.equal(codeOf(await answer(d1, asked)), '200 pending');
    assert.equal(codeOf(await answer(d1, asked)), '409 REPLAYED');
    assert.equal(codeOf(await answer(d2, asked)), '200 approved');
    assert.equal(await stateOf(d1.api, asked), 'done');
    //  the other device first: the payer has proved himself there, on what he was shown
    const other = await d1.api.post('/v1/transfers', { ...wish, amount: cny(20_001) });
    assert.equal(other.body.code, 'INSUFFICIENT_FUNDS');
    await world.fund(d1.id, 10_000n);
    const next = await d1.api.post('/v1/transfers', { ...wish, amount: cny(20_001) });
    const { about } = (await d2.api.get(`/v1/challenges/${String(next.body.challenge)}`)).body;
    const yes = { transfer: '', challenge: String(next.body.challenge), about: String(about) };
    assert.equal(codeOf(await answer(d2, yes)), '200 approved');
  });
});

async function loosen(d1: TestDevice, d2: TestDevice, state: string, reason?: object): Promise<void> {
  const { body } = await d1.api.get('/v1/second-device');
  const { challenge } = body.waiting as { challenge: string };
  const shown = (await d2.api.get(`/v1/challenges/${challenge}`)).body;
  if (reason) {
    const [{ rule: _, version: __, ...first } = {}] = shown.reasons as Record<string, unknown>[];
    assert.deepEqual(first, reason);
  }
  const said = await answer(d2, { transfer: '', challenge, about: String(shown.about) });
  assert.equal(said.body.state, state, JSON.stringify(said.body));
}

/** The sweep runs every second. */
async function settled({ api }: TestDevice, asked: Asked): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if ((await stateOf(api, asked)) !== 'waiting') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('the rule is changed', () => {
  type View = { above: object | null; devices: { id: string; confirms: boolean; isThis: boolean }[] };
  const viewOf = async ({ api }: TestDevice) => {
    const { body } = await api.get('/v1/second-device');
    const { above, devices } = body as unknown as View;
    const named = devices.filter(({ confirms }) => confirms).map(({ id }) => id);
    return { above, confirming: named.sort(), waits: body.waiting !== undefined };
  };

  test('nothing at first; tightened by PIN, not without; what is loosened waits for the other device', async () => {
    const person = await world.person('Rules', 50_000n);
    const d1 = await world.device(person, 'D1');
    const d2 = await world.device(person, 'D2');
    const both = [d1.device, d2.device].sort();
    assert.deepEqual(await viewOf(d1), { above: null, confirming: [], waits: false });
    const put = (device: TestDevice, minor: number, devices = both, more: object = { proof }) =>
      device.api.put('/v1/second-device', { above: cny(minor), devices, ...more });
    assert.equal(codeOf(await put(d1, 20_000, [d1.device])), '422 SECOND_DEVICE_MISSING');
    assert.equal(codeOf(await put(d1, 20_000, both, { proof: { pin: '111112' } })), '422 PIN_WRONG');
    assert.equal((await put(d1, 20_000, both, {})).status, 400);
    assert.equal((await put(d1, 20_000)).status, 200);
    assert.equal((await put(d1, 10_000)).status, 200);
    assert.deepEqual(await viewOf(d1), { above: cny(10_000), confirming: both, waits: false });
    //  higher: waits, and until then the old level holds
    assert.equal((await put(d1, 30_000)).status, 200);
    assert.deepEqual(await viewOf(d1), { above: cny(10_000), confirming: both, waits: true });
    assert.equal((await send(d1, 20_000)).body.state, 'waiting');
    await loosen(d1, d2, 'approved', { because: 'LEVEL_RAISED', details: { above: cny(30_000) } });
    assert.deepEqual(await viewOf(d1), { above: cny(30_000), confirming: both, waits: false });
    assert.equal((await send(d1, 20_000)).body.state, 'done');
    //  another wish replaces the one that waits
    await put(d1, 40_000);
    const old = (await d1.api.get('/v1/second-device')).body.waiting as { challenge: string };
    await put(d1, 5_000);
    assert.deepEqual(await viewOf(d1), { above: cny(5_000), confirming: both, waits: false });
    assert.equal((await d2.api.get(`/v1/challenges/${old.challenge}`)).body.state, 'cancelled');
    //  away with it: a yes on the other device
    assert.equal((await d1.api.del('/v1/second-device', { proof })).status, 200);
    assert.equal((await viewOf(d1)).waits, true);
    await loosen(d1, d2, 'approved');
    assert.deepEqual(await viewOf(d1), { above: null, confirming: [], waits: false });
    assert.equal(codeOf(await d1.api.del('/v1/second-device', { proof })), '404 NOT_FOUND');
    const policy = (await d1.api.get('/v1/me/policy')).body;
    assert.deepEqual(policy.rules, []);
    assert.equal(policy.version, 5);
  });

  test('a no, and a wish that nobody answers, leave the rule as it was', async () => {
    const { d1, d2 } = await twoPhones('Kept');
    const higher = { above: cny(90_000), devices: [d1.device, d2.device], proof };
    await d1.api.put('/v1/second-device', higher);
    const { challenge } = (await d1.api.get('/v1/second-device')).body.waiting as { challenge: string };
    const { about } = (await d2.api.get(`/v1/challenges/${challenge}`)).body;
    const no = await answer(
      d2,
      { transfer: '', challenge, about: String(about) },
      { answer: 'no', reason: '' },
    );
    assert.equal(codeOf(no), '200 refused');
    assert.equal((await viewOf(d1)).waits, false);
    await d1.api.put('/v1/second-device', higher);
    clock.advance(120_000);
    for (let i = 0; i < 100 && (await viewOf(d1)).waits; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(await viewOf(d1), {
      above: cny(20_000),
      confirming: [d1.device, d2.device].sort(),
      waits: false,
    });
  });

  test('the other phone is lost: switched off a day later, to the millisecond, unless it is set again', async () => {
    const { d1, d2 } = await twoPhones('Lost');
    await world.fund(d1.id, 50_000n);
    await d2.api.post('/v1/sign-out');
    const higher = { above: cny(90_000), devices: [d1.device, d2.device], proof };
    assert.equal(codeOf(await d1.api.put('/v1/second-device', higher)), '422 SECOND_DEVICE_MISSING');
    const off = () => d1.api.del('/v1/second-device', { proof });
    const first = await off();
    assert.equal(first.body.endsAt, new Date(clock.now() + DAY_MS).toISOString());
    //  set again in time: it stays
    const same = { above: cny(20_000), devices: [d1.device, d2.device], proof };
    assert.equal((await d1.api.put('/v1/second-device', same)).body.endsAt, undefined);
    clock.advance(DAY_MS);
    assert.equal((await send(d1, 20_001)).body.state, 'waiting');
    await off();
    clock.advance(DAY_MS - 1);
    assert.equal((await send(d1, 20_001)).body.state, 'waiting');
    clock.advance(1);
    assert.equal((await send(d1, 20_001)).body.state, 'done');
    assert.deepEqual(await viewOf(d1), { above: null, confirming: [], waits: false });
  });

  test("somebody else's device is not to be found", async () => {
    const { d1 } = await twoPhones('Mine');
    const { d2: other } = await twoPhones('Other');
    const body = { above: cny(1), devices: [d1.device, other.device], proof };
    assert.equal(codeOf(await d1.api.put('/v1/second-device', body)), '404 NOT_FOUND');
  });

  test('an operator sees why in the dry run', async () => {
    const { d1, d2 } = await twoPhones('Dry');
    const operator = await world.person('Operator');
    await world.app.ground.people.grantOperator(operator.id, ['viewer']);
    world.app.ground.people.forgetCallers();
    const dry = async (minor: number, device?: string) =>
      (
        await operator.api.post('/v1/operator/policy/dry-run', {
          person: d1.id,
          kind: 'transfer',
          amount: cny(minor),
          ...(device ? { device } : {}),
        })
      ).body;
    assert.equal((await dry(20_000)).outcome, 'goes-through');
    const asks = await dry(20_001, d1.device);
    const { who } = asks.needs as { who: { device: { among: string[] } } };
    assert.deepEqual([asks.outcome, who.device.among], ['asks', [d2.device]]);
    assert.equal((asks.reasons as { because: string }[])[0]?.because, 'ABOVE_SECURITY_LEVEL');
  });

  test('the books balance', () => world.checkBooks());
});
