// The bank's story without lies: cards, debits, refunds, payouts, cancelling, signatures, statement, telephone network.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { RunningBank } from './index.ts';
import {
  ANA,
  ANA_CREDIT,
  type Client,
  cny,
  createClient,
  eventually,
  type FakePlatform,
  newReference,
  POOR,
  startFakePlatform,
  startTestBank,
  startTestDatabase,
  type TestDatabase,
} from './testing.ts';

let database: TestDatabase;
let platform: FakePlatform;
let bank: RunningBank;
let client: Client;

before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());
beforeEach(async () => {
  platform = await startFakePlatform();
  bank = await startTestBank({ databaseUrl: await database.url(), platformUrl: platform.url });
  client = createClient(bank.url);
});
afterEach(async () => {
  const books = await client.get('/control/books');
  await bank.stop();
  await platform.stop();
  assert.equal(books.balanced, true, JSON.stringify(books));
});

const settlement = () => client.balance('settlement-platform');

describe('card verification', () => {
  const request = (changes: object) => ({
    reference: newReference(),
    pan: ANA,
    holderName: 'Ana Lin',
    phone: '+8613800000001',
    expiry: '12/31',
    ...changes,
  });

  test('a code goes to the reserved phone and makes a token', async () => {
    const body = request({ holderName: ' ana  LIN ', expiry: '1231' });
    const sent = await client.post('/api/card-verifications', body);
    assert.equal(sent.body.state, 'code-sent');
    const reference = newReference();
    const attempt = {
      reference,
      verification: sent.body.verification,
      code: await client.lastCode('+8613800000001'),
    };
    const confirmed = await client.post('/api/card-verifications/confirm', attempt);
    const { cardToken, ...rest } = confirmed.body;
    assert.match(String(cardToken), /^ctk_/);
    assert.deepEqual(rest, {
      state: 'verified',
      last4: '1232',
      brand: 'UnionPay',
      kind: 'debit',
      bankName: 'Sandbox Bank',
    });
    assert.deepEqual((await client.post('/api/card-verifications/confirm', attempt)).body, confirmed.body);
    const again = await client.post('/api/card-verifications/confirm', {
      ...attempt,
      reference: newReference(),
    });
    assert.equal(again.body.code, '1U');
    const resent = await client.post('/api/card-verifications', body);
    assert.deepEqual(resent.body, sent.body);
    const { data } = (await client.get('/control/messages')) as { data: unknown[] };
    assert.equal(data.length, 1, 'the same request sends one message');
    const other = await client.post('/api/card-verifications', { ...body, holderName: 'Bo Chen' });
    assert.equal(other.status, 409);
    assert.equal(other.body.code, 'REFERENCE_REUSED');
  });

  for (const [name, changes, code] of [
    ['an unknown card', { pan: '6212345678900000' }, '14'],
    ['another holder', { holderName: 'Bo Chen' }, '1N'],
    ['another phone', { phone: '+8613800000002' }, '1P'],
    ['another expiry', { expiry: '11/31' }, '1X'],
    [
      'an expired card',
      { pan: '6212345678908880', holderName: 'Dai Wang', phone: '+8613800000004', expiry: '06/24' },
      '54',
    ],
    [
      'a card with another reserved phone',
      { pan: '6212345678909995', holderName: 'Bo Chen', phone: '+8613800000002' },
      '1P',
    ],
  ] as const) {
    test(`${name} is declined with ${code}`, async () => {
      const { status, body } = await client.post('/api/card-verifications', request(changes));
      assert.equal(status, 200);
      assert.equal(body.state, 'declined');
      assert.equal(body.code, code);
      assert.equal(JSON.stringify(body).includes('62123456789'), false, 'no card number in a reply');
    });
  }

  test('three wrong codes and it is over', async () => {
    const sent = await client.post('/api/card-verifications', request({}));
    const right = await client.lastCode('+8613800000001');
    const attempt = async (code: string) =>
      (
        await client.post('/api/card-verifications/confirm', {
          reference: newReference(),
          verification: sent.body.verification,
          code,
        })
      ).body.code;
    const wrong = right === '000000' ? '000001' : '000000';
    assert.deepEqual([await attempt(wrong), await attempt(wrong), await attempt(wrong)], ['1C', '1C', '75']);
    assert.equal(await attempt(right), '75');
  });

  test('two confirmations at once: exactly one token', async () => {
    const sent = await client.post('/api/card-verifications', request({}));
    const code = await client.lastCode('+8613800000001');
    const replies = await Promise.all(
      [1, 2, 3].map(() =>
        client.post('/api/card-verifications/confirm', {
          reference: newReference(),
          verification: sent.body.verification,
          code,
        }),
      ),
    );
    assert.equal(replies.filter(({ body }) => body.state === 'verified').length, 1);
  });
});

describe('money', () => {
  test('debit, partial refunds and payout move the books, and each is called back', async () => {
    const cardToken = await client.bind(ANA);
    const reference = newReference();
    const body = { reference, cardToken, amount: cny(2000), payee: 'Noodle bar', confirm: false };
    const done = await client.post('/api/debits', body);
    assert.equal(done.body.state, 'done');
    assert.match(String(done.body.bankReference), /^SB\d{18}$/);
    assert.deepEqual([await client.balance('ana-debit'), await settlement()], ['4998000', '2000']);

    assert.deepEqual((await client.post('/api/debits', body)).body, done.body);
    assert.equal((await client.post('/api/debits', { ...body, amount: cny(1) })).status, 409);
    assert.equal(await settlement(), '2000');

    const refund = (minor: number) =>
      client.post('/api/refunds', {
        reference: newReference(),
        debitReference: reference,
        amount: cny(minor),
      });
    const states = [];
    for (const minor of [1500, 501, 500, 1]) states.push((await refund(minor)).body.code ?? 'done');
    assert.deepEqual(states, ['done', '13', 'done', '13']);
    assert.deepEqual([await client.balance('ana-debit'), await settlement()], ['5000000', '0']);

    const payout = newReference();
    const paid = await client.post('/api/transfers', { reference: payout, cardToken, amount: cny(700) });
    assert.equal(paid.body.state, 'done');
    assert.deepEqual([await client.balance('ana-debit'), await settlement()], ['5000700', '-700']);

    const [callback] = await eventually(
      () => platform.callbacks(payout).length > 0 && platform.callbacks(payout),
    );
    assert.equal(callback?.isSigned, true);
    const { at, callback: id, ...rest } = callback?.body ?? {};
    assert.equal(id, `cbk_${paid.body.bankReference}`);
    assert.ok(Date.parse(String(at)) > 0);
    assert.deepEqual(rest, {
      reference: payout,
      bankReference: paid.body.bankReference,
      operation: 'transfers',
      state: 'done',
      amount: cny(700),
    });
    const found = await client.post('/api/query', { reference: payout });
    const { bankReference } = paid.body;
    assert.deepEqual(found.body, {
      found: true,
      operation: 'transfers',
      bankReference,
      state: 'done',
      amount: cny(700),
    });
    assert.deepEqual((await client.post('/api/query', { reference: 'never-seen' })).body, { found: false });
  });

  test('what cannot be debited is declined, and nothing moves', async () => {
    const poor = await client.bind(POOR);
    const debit = (changes: object) =>
      client.post('/api/debits', {
        reference: newReference(),
        cardToken: poor,
        amount: cny(101),
        payee: 'Shop',
        confirm: false,
        ...changes,
      });
    const { body } = await debit({});
    assert.deepEqual([body.state, body.code, body.message], ['declined', '51', '51|NSF|acct 6212..7775']);
    assert.equal((await debit({ confirm: true })).body.code, '51');
    assert.equal((await debit({ amount: { minor: '1', currency: 'EUR' } })).body.code, '12');
    assert.equal((await debit({ amount: cny(0) })).body.code, '13');
    assert.equal((await debit({ cardToken: 'ctk_unknown' })).body.code, '14');
    assert.equal((await debit({ amount: cny(100) })).body.state, 'done');
    await fetch(`${bank.url}/control/cards/cara-poor`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'lost' }),
    });
    assert.equal((await debit({ amount: cny(1) })).body.code, '41');
    assert.equal(await settlement(), '100');
  });

  test('a credit card pays up to its limit', async () => {
    const cardToken = await client.bind(ANA_CREDIT);
    const debit = async (minor: number) =>
      (
        await client.post('/api/debits', {
          reference: newReference(),
          cardToken,
          amount: cny(minor),
          payee: 'Shop',
          confirm: false,
        })
      ).body;
    assert.equal((await debit(2_000_000)).state, 'done');
    assert.equal((await debit(1)).code, '51');
    assert.equal(await client.balance('ana-credit'), '-2000000');
  });

  test('twenty debits at once of a card that can pay seven: seven', async () => {
    const cardToken = await client.bind(ANA);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.post('/api/debits', {
          reference: newReference(),
          cardToken,
          amount: cny(700_000),
          payee: 'Shop',
          confirm: false,
        }),
      ),
    );
    assert.equal(replies.filter(({ body }) => body.state === 'done').length, 7);
    assert.equal(await client.balance('ana-debit'), '100000');
  });

  test('one reference ten times at once: one debit', async () => {
    const cardToken = await client.bind(ANA);
    const body = { reference: newReference(), cardToken, amount: cny(900), payee: 'Shop', confirm: false };
    const replies = await Promise.all(Array.from({ length: 10 }, () => client.post('/api/debits', body)));
    assert.equal(new Set(replies.map((reply) => JSON.stringify(reply.body))).size, 1);
    assert.equal(await settlement(), '900');
  });

  test('ten refunds at once of one debit: never more than it took', async () => {
    const cardToken = await client.bind(ANA);
    const reference = newReference();
    await client.post('/api/debits', {
      reference,
      cardToken,
      amount: cny(1000),
      payee: 'Shop',
      confirm: false,
    });
    await Promise.all(
      Array.from({ length: 10 }, () =>
        client.post('/api/refunds', {
          reference: newReference(),
          debitReference: reference,
          amount: cny(300),
        }),
      ),
    );
    assert.equal(await settlement(), '100');
  });

  test('a refund needs a debit that is done', async () => {
    const refund = async (debitReference: string) =>
      (await client.post('/api/refunds', { reference: newReference(), debitReference, amount: cny(1) })).body
        .code;
    assert.equal(await refund('never-seen'), '25');
    const cardToken = await client.bind(POOR);
    const reference = newReference();
    await client.post('/api/debits', {
      reference,
      cardToken,
      amount: cny(999),
      payee: 'Shop',
      confirm: false,
    });
    assert.equal(await refund(reference), '12');
  });
});

describe('pending debits', () => {
  const ask = async (minor = 2000) => {
    const cardToken = await client.bind(ANA);
    const reference = newReference();
    const body = {
      reference,
      cardToken,
      amount: cny(minor),
      payee: 'Noodle bar',
      order: 'O1',
      confirm: true,
    };
    const { body: reply } = await client.post('/api/debits', body);
    return { reference, reply, body };
  };
  const ended = (reference: string) =>
    eventually(async () => {
      const { body } = await client.post('/api/query', { reference });
      return body.state !== 'pending' && body;
    });

  test('confirmed: debited once', async () => {
    const { reference, reply, body } = await ask();
    assert.equal(reply.state, 'pending');
    assert.equal((await ended(reference)).state, 'done');
    const [question] = platform.questions(reference);
    assert.equal(question?.isSigned, true);
    const { at, windowEndsAt, ...rest } = question?.body ?? {};
    assert.equal(Date.parse(String(windowEndsAt)) - Date.parse(String(at)), 30_000);
    assert.deepEqual(rest, {
      feedback: `fbk_${reply.bankReference}`,
      reference,
      bankReference: reply.bankReference,
      amount: cny(2000),
      payee: 'Noodle bar',
      order: 'O1',
    });
    assert.equal((await client.post('/api/debits', body)).body.state, 'done');
    assert.equal(await settlement(), '2000');
  });

  test('rejected: declined, nothing moves', async () => {
    platform.answer = () => ({ instruction: 'reject' });
    const { reference } = await ask();
    assert.equal((await ended(reference)).code, '57');
    assert.equal(await settlement(), '0');
    await eventually(() => platform.callbacks(reference)[0]?.body.state === 'declined');
  });

  test('wait, wait, confirm: asked again with the same feedback, a new webhook-id', async () => {
    const answers = ['wait', 'wait', 'confirm'];
    platform.answer = () => ({ instruction: answers.shift() });
    const { reference } = await ask();
    assert.equal((await ended(reference)).state, 'done');
    const questions = platform.questions(reference);
    assert.equal(questions.length, 3);
    assert.equal(new Set(questions.map(({ body }) => body.feedback)).size, 1);
    assert.equal(new Set(questions.map(({ webhookId }) => webhookId)).size, 3);
  });

  test('cancelled while it waits: a later confirmation debits nothing', async () => {
    platform.answer = () => ({ instruction: 'wait' });
    const { reference } = await ask();
    const cancelled = await client.post('/api/cancel', { reference });
    assert.deepEqual([cancelled.body.state, cancelled.body.code], ['declined', '17']);
    platform.answer = () => ({ instruction: 'confirm' });
    await eventually(() => platform.callbacks(reference).length === 1);
    assert.equal((await client.post('/api/cancel', { reference })).body.code, '17');
    assert.equal(await settlement(), '0');
  });

  test('funds are looked at again when the confirmation comes', async () => {
    platform.answer = () => ({ instruction: 'wait' });
    const { reference, body } = await ask(4_000_000);
    const { cardToken } = body;
    await client.post('/api/debits', {
      reference: newReference(),
      cardToken,
      amount: cny(2_000_000),
      payee: 'Shop',
      confirm: false,
    });
    platform.answer = () => ({ instruction: 'confirm' });
    assert.equal((await ended(reference)).code, '51');
    assert.equal(await settlement(), '2000000');
  });
});

test('pending debits: no answer until the window ends, then declined', async () => {
  const short = await startTestBank({
    databaseUrl: await database.url(),
    platformUrl: platform.url,
    pendingWindowMs: 600,
  });
  try {
    const other = createClient(short.url);
    const cardToken = await other.bind(ANA);
    for (const answer of [503, { instruction: 'perhaps' }, { instruction: 'wait' }]) {
      platform.answer = () => answer;
      const reference = newReference();
      await other.post('/api/debits', { reference, cardToken, amount: cny(5), payee: 'Shop', confirm: true });
      const ended = await eventually(async () => {
        const { body } = await other.post('/api/query', { reference });
        return body.state !== 'pending' && body;
      });
      assert.equal(ended.code, '68');
      assert.ok(platform.questions(reference).length >= 2);
    }
    assert.equal(await other.balance('settlement-platform'), '0');
  } finally {
    await short.stop();
  }
});

describe('cancel', () => {
  test('what is done stays done', async () => {
    const cardToken = await client.bind(ANA);
    const reference = newReference();
    await client.post('/api/debits', { reference, cardToken, amount: cny(9), payee: 'Shop', confirm: false });
    assert.equal((await client.post('/api/cancel', { reference })).body.state, 'done');
    assert.equal(await settlement(), '9');
  });

  test('a reference that never came is closed: the late request is declined', async () => {
    const cardToken = await client.bind(ANA);
    const reference = newReference();
    assert.equal((await client.post('/api/cancel', { reference })).body.code, '17');
    const late = await client.post('/api/debits', {
      reference,
      cardToken,
      amount: cny(9),
      payee: 'Shop',
      confirm: false,
    });
    assert.deepEqual([late.body.state, late.body.code], ['declined', '17']);
    assert.equal(await settlement(), '0');
  });
});

describe('signatures', () => {
  const query = { reference: 'x' };

  test('another secret, none, or a seen webhook-id is refused', async () => {
    const forged = await createClient(bank.url, 'another-secret-of-mine').post('/api/query', query);
    assert.deepEqual([forged.status, forged.body.code], [401, 'SIGNATURE_REFUSED']);
    const bare = await fetch(`${bank.url}/api/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(query),
    });
    assert.equal(bare.status, 401);
    assert.equal((await client.post('/api/query', query, { webhookId: 'one' })).status, 200);
    const replayed = await client.post('/api/query', query, { webhookId: 'one' });
    assert.deepEqual([replayed.status, replayed.body.code], [401, 'REQUEST_REPLAYED']);
  });

  test('bodies that do not fit are refused without repeating what they said', async () => {
    for (const body of [
      {},
      { reference: 'x', more: 1 },
      { reference: 'a b' },
      { reference: 'x'.repeat(36) },
    ]) {
      const { status, body: reply } = await client.post('/api/query', body);
      assert.deepEqual([status, reply.code], [400, 'BODY_REFUSED']);
    }
    const { body } = await client.post('/api/card-verifications', {
      reference: 'r',
      pan: '62123456x',
      holderName: 'A',
      phone: '+8613800000001',
      expiry: '12/31',
    });
    assert.equal(String(body.message).includes('62123456x'), false);
  });
});

describe('statement', () => {
  test('camt.053: opening + entries = closing, with our references; drawn again it is the same', async () => {
    const cardToken = await client.bind(ANA);
    const first = newReference();
    await client.post('/api/debits', {
      reference: first,
      cardToken,
      amount: cny(2000),
      payee: 'A <b> & "c"',
      confirm: false,
    });
    await client.post('/api/refunds', { reference: newReference(), debitReference: first, amount: cny(350) });
    const middle = new Date(Date.now() + 5);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const payout = newReference();
    await client.post('/api/transfers', {
      reference: payout,
      cardToken,
      amount: cny(10_000),
      note: 'Withdrawal',
    });
    const draw = async (from: string, to: string) =>
      read(String((await client.post('/api/statements', { from, to })).body.xml));
    const today = new Date().toISOString().slice(0, 10);
    const whole = await draw(today, today);
    assert.deepEqual(whole.balances, { OPBD: 0, CLBD: -8350 });
    assert.deepEqual(
      whole.entries.map(({ minor }) => minor),
      [2000, -350, -10_000],
    );
    assert.deepEqual([whole.entries[0]?.reference, whole.entries[2]?.reference], [first, payout]);
    const earlier = await draw(today, middle.toISOString());
    const later = await draw(middle.toISOString(), today);
    assert.deepEqual(earlier.balances, { OPBD: 0, CLBD: 1650 });
    assert.deepEqual(later.balances, { OPBD: 1650, CLBD: -8350 });
    assert.deepEqual(await draw(today, middle.toISOString()), earlier);
    assert.equal((await client.post('/api/statements', { from: 'soon', to: today })).status, 400);
  });

  /** Reads the statement with a strict little parser: every tag must close. */
  function read(xml: string) {
    assert.match(xml, /urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.08/);
    const open: string[] = [];
    for (const [, close, name] of xml.matchAll(/<(\/?)([A-Za-z0-9]+)[^>]*>/g)) {
      if (close) assert.equal(open.pop(), name);
      else open.push(name ?? '');
    }
    assert.deepEqual(open, []);
    const signed = (part: string) => {
      const amount = Number(/<Amt Ccy="CNY">(\d+\.\d\d)</.exec(part)?.[1]?.replace('.', ''));
      return part.includes('<CdtDbtInd>DBIT') ? -amount : amount;
    };
    const balances = Object.fromEntries(
      [...xml.matchAll(/<Bal>.*?<Cd>(\w+)<.*?<\/Bal>/g)].map(([part, code]) => [code, signed(part)]),
    );
    const entries = [...xml.matchAll(/<Ntry>.*?<\/Ntry>/g)].map(([part]) => ({
      minor: signed(part),
      reference: /<EndToEndId>(.*?)</.exec(part)?.[1],
    }));
    const total = entries.reduce((sum, { minor }) => sum + minor, 0);
    assert.equal((balances.OPBD ?? 0) + total, balances.CLBD);
    return { balances, entries };
  }
});

describe('telephone network', () => {
  test('keeps messages, lists them by phone and cursor, and streams them', async () => {
    const to = '+8613800000042';
    const heard: string[] = [];
    const stop = new AbortController();
    const stream = await fetch(`${bank.url}/control/messages/stream?phone=${encodeURIComponent(to)}`, {
      signal: stop.signal,
    });
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) heard.push(Buffer.from(chunk).toString());
    })().catch(() => undefined);
    const sms = { to, text: 'Your sign-in code is 123456', reference: 'sms-1' };
    const sent = await client.post('/sms', sms);
    assert.deepEqual((await client.post('/sms', sms)).body, sent.body);
    assert.equal((await client.post('/sms', { ...sms, text: 'else' })).status, 409);
    await client.post('/sms', { to: '+8613800000043', text: 'for somebody else' });
    await client.post('/sms', { to, text: 'second' });
    await eventually(() => heard.join('').includes('second'));
    assert.equal(heard.join('').includes('somebody else'), false);
    stop.abort();
    await reading;

    const list = async (query: string) =>
      (
        (await client.get(`/control/messages?phone=${encodeURIComponent(to)}${query}`)) as {
          data: { id: string; text: string }[];
        }
      ).data;
    const all = await list('');
    assert.deepEqual(
      all.map(({ text }) => text),
      [sms.text, 'second'],
    );
    assert.deepEqual(
      (await list(`&after=${all[0]?.id}`)).map(({ text }) => text),
      ['second'],
    );
    const resumed = await fetch(`${bank.url}/control/messages/stream`, {
      headers: { 'last-event-id': String(all[0]?.id) },
    });
    const reader = resumed.body?.getReader();
    let text = '';
    while (reader && !text.includes('second'))
      text += Buffer.from((await reader.read()).value ?? []).toString();
    assert.match(text, /for somebody else/);
    await reader?.cancel();
  });

  test('a page from elsewhere may neither read nor order lies', async () => {
    const from = (origin: string, method: string) =>
      fetch(`${bank.url}/control/lies`, { method, headers: { origin } });
    assert.equal((await from('https://evil.example', 'DELETE')).status, 404);
    assert.equal(
      (await from('https://evil.example', 'GET')).headers.get('access-control-allow-origin'),
      null,
    );
    assert.equal((await from(platform.url, 'DELETE')).status, 200);
    assert.equal((await from(platform.url, 'GET')).headers.get('access-control-allow-origin'), platform.url);
  });
});
