/** No PIN, card number, code or token stands in a log, whatever is logged (R12). */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import pino from 'pino';
import { Secret } from '../../kernel/secret.ts';
import { createWorld } from '../../testing/world.ts';
import { logOptions, maskText } from './log.ts';

function logger(): { log: pino.Logger; text(): string } {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: pino(logOptions('trace'), sink), text: () => lines.join('') };
}

const PAN = '6225880011221234';
const TOKEN = 'sk_live_0123456789abcdefghijklmnop';

test('secrets are cut out by name, in whatever depth up to three', () => {
  const { log, text } = logger();
  log.info(
    {
      pin: '246801',
      body: { proof: { pin: '246801' }, card: { pan: PAN } },
      headers: { authorization: `Bearer ${TOKEN}` },
    },
    'x',
  );
  log.info({ a: { b: { c: { token: TOKEN } } }, secret: new Secret('hush-hush') }, 'x');
  log.info({ code: '123456', body: { code: '654321' }, refusal: { code: 'PIN_WRONG' } }, 'x');
  for (const secret of ['246801', PAN, TOKEN, 'hush-hush', '123456', '654321'])
    assert.ok(!text().includes(secret), secret);
  assert.ok(text().includes('PIN_WRONG'), 'the code of a refusal is wanted');
});

test('errors are logged with name, message and stack, and nothing that a driver hung on them', () => {
  const { log, text } = logger();
  const error = Object.assign(new Error(`duplicate key (pan)=(${PAN}) with Bearer ${TOKEN}`), {
    code: '23505',
    parameters: [PAN, '246801'],
    detail: `Key (pan)=(${PAN})`,
    cause: new Error(`inner ${PAN}`),
  });
  log.error({ err: error }, 'bug');
  log.error({ err: 'a string that was thrown' }, 'bug');
  for (const secret of [PAN, '246801', TOKEN]) assert.ok(!text().includes(secret), secret);
  assert.ok(
    text().includes('duplicate key') && text().includes('23505') && text().includes('inner [masked]'),
  );
});

test('texts: cards, phones, ID numbers and tokens are masked, short numbers and words stay', () => {
  assert.equal(maskText(`card ${PAN}, spaced 6225 8800 1122 1234.`), 'card [masked], spaced [masked].');
  assert.equal(maskText('id 11010519491231002X'), 'id [masked]');
  assert.equal(maskText('after 30 s, 42 tries, code 51'), 'after 30 s, 42 tries, code 51');
  assert.equal(maskText(`key ${TOKEN}`), 'key [masked]');
});

test('a whole server at level trace writes no PIN and no token, also when refused or broken', async () => {
  const { log, text } = logger();
  const world = await createWorld({ log });
  try {
    const ana = await world.person('Ana', 50_00n);
    const bo = await world.person('Bo');
    const shop = await world.merchant('Shop');
    const amount = { minor: '100', currency: 'CNY' };
    for (const pin of [ana.pin, '111119'])
      await ana.api.post('/v1/transfers', { to: bo.id, amount, proof: { pin } });
    await ana.api.post('/v1/transfers', { to: bo.id, amount, proof: { pin: '135790', more: 1 } });
    await ana.api.post('/v1/payment-sessions', { pin: ana.pin });
    await ana.api.post('/v1/instruments', {
      kind: 'card',
      pan: PAN,
      holderName: 'Ana Lin',
      expiry: '12/30',
      phone: ana.phone,
    });
    await world.api(null).post('/v1/sign-in', { phone: ana.phone, code: '987654', deviceName: 'x' });
    await shop.api.get('/v1/merchant');
    await world.api(null).get(`/v1/events?after=${PAN}`);
    for (const secret of [ana.pin, '111119', '135790', PAN, '987654', ana.token, bo.token, shop.secretKey]) {
      assert.ok(!text().includes(secret), `the log holds ${secret}`);
    }
    assert.ok(text().includes('refused'));
  } finally {
    await world.stop();
  }
});
