import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from './api.ts';
import { Problem } from './problem.ts';

type Sent = { url: string; method: string; key: string | null; headers: Headers };

function scripted(answers: (() => Response | Promise<Response>)[]) {
  const sent: Sent[] = [];
  const slept: number[] = [];
  const api = createApi({
    token: () => 'token-1',
    language: () => 'zh',
    sleep: async (ms) => void slept.push(ms),
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers);
      sent.push({
        url: String(url),
        method: init?.method ?? 'GET',
        key: headers.get('idempotency-key'),
        headers,
      });
      const answer = answers.shift();
      assert.ok(answer, 'asked more often than expected');
      return answer();
    },
  });
  return { api, sent, slept };
}

const lost = () => Promise.reject(new TypeError('lost'));
const json =
  (status: number, body: unknown, headers = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers });

test('a lost reply is asked for again with the same key', async () => {
  const { api, sent } = scripted([lost, json(502, {}), json(201, { id: 'trf_1' })]);
  assert.deepEqual(await api.post('/v1/transfers', { to: 'x' }), { id: 'trf_1' });
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1);
  assert.equal(sent[0]?.headers.get('authorization'), 'Bearer token-1');
  assert.equal(sent[0]?.headers.get('accept-language'), 'zh');
});

test('after the last lost reply the outcome of a write is unknown', async () => {
  const { api } = scripted([lost, lost, lost]);
  const problem = await api.post('/v1/transfers', {}).catch((error) => error);
  assert.ok(problem instanceof Problem);
  assert.deepEqual([problem.code, problem.effect], ['NO_ANSWER', 'unknown']);
});

test('a refusal is not retried and carries its prompt', async () => {
  const envelope = { code: 'INSUFFICIENT_FUNDS', effect: 'none', prompt: '余额不足', reference: 'r-1' };
  const { api, sent } = scripted([json(422, envelope)]);
  const problem = await api.post('/v1/transfers', {}, { key: 'k', waitSeconds: 10 }).catch((error) => error);
  assert.ok(problem instanceof Problem);
  assert.deepEqual(
    [problem.code, problem.effect, problem.prompt],
    ['INSUFFICIENT_FUNDS', 'none', '余额不足'],
  );
  assert.deepEqual([sent.length, sent[0]?.key, sent[0]?.headers.get('prefer')], [1, 'k', 'wait=10']);
});

test('a busy server says when to come back', async () => {
  const { api, slept } = scripted([
    json(503, { code: 'BUSY', effect: 'none' }, { 'retry-after': '1' }),
    json(200, []),
  ]);
  await api.get('/v1/orders', { state: 'open', after: undefined });
  assert.deepEqual(slept, [1000]);
});

const broken = () => new Response('<html>', { status: 500 });

test('an answer that is not ours claims nothing about a write', async () => {
  const { api } = scripted([broken, broken, broken]);
  const problem = await api.post('/v1/x').catch((error) => error);
  assert.ok(problem instanceof Problem);
  assert.deepEqual(
    [problem.code, problem.effect, problem.prompt],
    ['UNEXPECTED_ANSWER', 'unknown', undefined],
  );
});

test('a person does not wait for a long Retry-After', async () => {
  const limited = json(429, { code: 'RATE_LIMITED', effect: 'none' }, { 'retry-after': '60' });
  const { api, slept } = scripted([limited, limited, limited]);
  const problem = await api.get('/v1/me').catch((error) => error);
  assert.ok(problem instanceof Problem);
  assert.equal(problem.code, 'RATE_LIMITED');
  assert.deepEqual(slept, [2_000, 2_000]);
});

test('the stream ends with the session', async () => {
  let signedOut = 0;
  const api = createApi({
    token: () => 'token-1',
    language: () => 'en',
    onSignedOut: () => {
      signedOut += 1;
    },
    sleep: async () => {},
    fetch: async () =>
      new Response(JSON.stringify({ code: 'UNAUTHENTICATED', effect: 'none' }), { status: 401 }),
  });
  await api.follow({ signal: new AbortController().signal, onEvent: () => assert.fail('no event was sent') });
  assert.equal(signedOut, 1);
});

test('a stream at another address is read the same way', async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  const api = createApi({
    token: () => undefined,
    language: () => 'en',
    sleep: async () => {},
    fetch: async (url) => {
      asked.push(url);
      return new Response('id: 7\ndata: {"seq":"7"}\n\n');
    },
  });
  await api.follow({ path: '/demo/journal', signal: stop.signal, onEvent: () => stop.abort() });
  assert.deepEqual(asked, ['/demo/journal']);
});
