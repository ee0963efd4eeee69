/** What clients of every kind send: empty bodies, forms, lists of languages, the same key again after a refusal. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test, { after, before } from 'node:test';
import { createWorld, type TestMerchant, type World } from '../../testing/world.ts';
import { answerUnread } from './problems.ts';

let world: World;
let shop: TestMerchant;
let orders = 0;
before(async () => {
  world = await createWorld();
  shop = await world.merchant('Tea House');
});
after(() => world.stop());

async function order(): Promise<string> {
  const { body } = await shop.api.post('/v1/orders', {
    merchantReference: `door-${++orders}`,
    lines: [{ item: 'Tea', unitPrice: { minor: '100', currency: 'CNY' }, quantity: 1 }],
  });
  return String(body.id);
}

function send(path: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(world.app.url + path, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${shop.secretKey}`, 'idempotency-key': randomUUID(), ...headers },
  });
}

test('an empty body is none, also when its type is named', async () => {
  const done = await send(`/v1/orders/${await order()}/cancel`, '', { 'content-type': 'application/json' });
  assert.equal(done.status, 200);
  const refused = await send('/v1/orders', '', { 'content-type': 'application/json' });
  assert.equal(((await refused.json()) as { code: string }).code, 'BODY_INVALID');
});

test('what is no JSON is told so, by its place', async () => {
  const cases: readonly [string, string, RegExp][] = [
    ['application/x-www-form-urlencoded', '{}', /content-type/],
    ['application/json', '{"a"', /not JSON/],
  ];
  for (const [type, body, where] of cases) {
    const response = await send('/v1/orders', body, { 'content-type': type });
    const problem = (await response.json()) as { code: string; details: { where: string } };
    assert.equal(problem.code, 'BODY_INVALID');
    assert.match(problem.details.where, where);
  }
});

test('the language of a prompt is the first of the wanted ones that there is, and is named', async () => {
  const cases: readonly [string, string][] = [
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['fr, zh;q=0.9, en;q=0.8', 'zh'],
    ['en-GB,zh;q=0.1', 'en'],
    ['fr', 'en'],
    ['', 'en'],
    ['zhx', 'en'],
  ];
  for (const [wanted, language] of cases) {
    const response = await send('/v1/orders', '{}', { 'accept-language': wanted });
    assert.equal(response.headers.get('content-language'), language, wanted);
    const { prompt } = (await response.json()) as { prompt: string };
    assert.equal(/[\u4e00-\u9fff]/.test(prompt), language === 'zh', wanted);
  }
});

test('a refusal is a first answer too: the same key gets it again, and is told so', async () => {
  const path = `/v1/orders/${await order()}/cancel`;
  await shop.api.post(path);
  const key = randomUUID();
  const first = await shop.api.post(path, undefined, { key });
  const again = await shop.api.post(path, undefined, { key });
  assert.deepEqual([first.status, first.body.code], [409, 'ORDER_CANCELLED']);
  assert.deepEqual([again.status, again.body.code], [409, 'ORDER_CANCELLED']);
  assert.equal(first.headers.get('idempotency-hit'), null);
  assert.equal(again.headers.get('idempotency-hit'), 'true');
});

/** A problem as it stands on the wire: its status line, and the code in its envelope. */
function wireProblem(answer: string): string {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = new Map(lines.map((line) => line.toLowerCase().split(': ') as [string, string]));
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(headers.get('connection'), 'close');
  assert.equal(Number(headers.get('content-length')), Buffer.byteLength(body));
  const problem = JSON.parse(body) as Record<string, unknown>;
  assert.equal(problem.type, `urn:bursar:error:${problem.code}`);
  assert.equal(status.split(' ')[1], String(problem.status));
  assert.match(String(problem.reference), /^ref_/);
  assert.ok(String(problem.prompt).length > 0);
  return `${status} ${problem.code}`;
}

test('what never becomes a request is answered as every problem is, nothing of it said again, and the connection ends', async () => {
  const long = 'echoed'.repeat(4_000);
  const key = `Authorization: Bearer ${shop.secretKey}\r\nIdempotency-Key: 1`;
  const chunked = `POST /v1/orders HTTP/1.1\r\nHost: a\r\n${key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nechoed\r\n`;
  const cases: readonly [string, string, string][] = [
    [
      'an unknown method',
      'FOO /v1/orders?echoed HTTP/1.1\r\nHost: a\r\n\r\n',
      '400 Bad Request BODY_INVALID',
    ],
    ['no HTTP', 'echoed\r\n\r\n', '400 Bad Request BODY_INVALID'],
    ['a body in broken chunks', chunked, '400 Bad Request BODY_INVALID'],
    [
      'a long query',
      `GET /v1/orders?a=${long} HTTP/1.1\r\nHost: a\r\n\r\n`,
      '431 Request Header Fields Too Large HEADERS_TOO_LARGE',
    ],
    [
      'a long header',
      `GET /v1/orders HTTP/1.1\r\nHost: a\r\nA: ${long}\r\n\r\n`,
      '431 Request Header Fields Too Large HEADERS_TOO_LARGE',
    ],
  ];
  const { hostname, port } = new URL(world.app.url);
  for (const [name, sent, expected] of cases) {
    const socket = connect(Number(port), hostname);
    socket.write(sent);
    const answer = await text(socket);
    assert.equal(wireProblem(answer), `HTTP/1.1 ${expected}`, name);
    assert.doesNotMatch(answer, /echoed/, name);
  }
});

test('a request that does not arrive whole in time is told so', async () => {
  const wire = new PassThrough();
  answerUnread('ERR_HTTP_REQUEST_TIMEOUT', wire, { debug() {} }, () => 'words');
  assert.equal(wireProblem(await text(wire)), 'HTTP/1.1 408 Request Timeout REQUEST_TOO_SLOW');
});
