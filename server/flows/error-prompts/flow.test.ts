/** The acceptance script of S05, on two server processes over one database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Id } from '../../kernel/id.ts';
import { defineCommand, put } from '../../mechanisms/journal/index.ts';
import { operators, persons } from '../../mechanisms/people/index.ts';
import { callers, openTestGround, type TestGround } from '../../testing/ground.ts';
import { NEUTRAL } from './catalogue.ts';
import { createPrompter, errorPromptsFlow } from './index.ts';

const operator = callers.operator();
const shopper = callers.person();
const RAW = '51|NSF|acct 6225..1234';
const BASE = '/v1/operator/error-prompts';
let f: TestGround;
let g: TestGround;

const appoint = defineCommand<{ readonly person: Id<'person'> }, object>({
  kind: 'test.appoint',
  decide: (_view, { body }, { now }) => ({
    changes: [
      put(persons, { id: body.person, phone: '+8613900000001', name: 'Olga', locale: 'en', createdAt: now }),
      put(operators, { person: body.person, roles: ['support' as const], since: now }),
    ],
    reply: {},
  }),
});

before(async () => {
  const options = {
    migrations: errorPromptsFlow.migrations,
    parts: (ground: TestGround['ground']) => [errorPromptsFlow.build(ground)],
    prompt: createPrompter,
  };
  f = await openTestGround(options);
  g = await openTestGround({ ...options, beside: f });
  const outcome = await f.ground.journal.submit(appoint, {
    key: 'appoint',
    actor: { id: 'platform' },
    body: { person: operator.person },
  });
  outcome.reply();
});
after(async () => {
  await g.stop();
  await f.stop();
});

const ask = async (at: TestGround, language = 'en') =>
  String(
    (
      await at.call(
        shopper,
        'POST',
        '/v1/error-prompts',
        { message: RAW, source: 'wallet' },
        { 'accept-language': language },
      )
    ).body.prompt,
  );

async function untilSaid(at: TestGround, words: string): Promise<number> {
  const started = Date.now();
  while ((await ask(at)) !== words) {
    assert.ok(Date.now() - started < 5_000, `"${words}" was not said within 5 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Date.now() - started;
}

test('S05: default and listing, a rule acts in both processes within 5 s, deletion brings the default back', async () => {
  const first = await f.call(shopper, 'POST', '/v1/error-prompts', { message: RAW, source: 'wallet' });
  assert.equal(first.body.prompt, NEUTRAL.en);
  assert.match(String(first.body.reference), /^ref_/);
  const unmapped = (await f.call(operator, 'GET', `${BASE}/unmapped`)).body.data as {
    message: string;
    code: string;
    count: string;
  }[];
  const listed = unmapped.find((one) => one.code === '51');
  assert.equal(listed?.message, '#|NSF|acct #');
  assert.ok(!JSON.stringify(unmapped).match(/6225|1234/));

  const words = { en: 'Balance too low. Choose another card.', zh: '余额不足，请换一张卡。' };
  const saved = await f.call(operator, 'POST', BASE, { match: { code: '51' }, texts: words });
  assert.equal(saved.status, 201, JSON.stringify(saved.body));
  assert.equal(await ask(f), words.en);
  await untilSaid(g, words.en);
  assert.equal(await ask(g, 'zh-CN'), words.zh);

  const removed = await g.call(operator, 'DELETE', `${BASE}/${saved.body.id}`);
  assert.equal(removed.status, 204);
  await untilSaid(f, NEUTRAL.en);
  await untilSaid(g, NEUTRAL.en);

  const versions = (await f.call(operator, 'GET', `${BASE}/versions`)).body.data as {
    version: number;
    act: string;
    author: string;
  }[];
  assert.deepEqual(
    versions.map(({ version, act }) => [version, act]),
    [
      [2, 'deleted'],
      [1, 'saved'],
      [0, 'built-in'],
    ],
  );
  assert.equal(versions[0]?.author, 'Olga');
});

test('a flood of one message is counted once, with its number', async () => {
  const prompt = createPrompter(f.ground);
  for (let i = 0; i < 5_000; i++) prompt('BANK_DECLINED', { bankCode: 'X7' }, 'en');
  for (let i = 0; i < 3_000; i++) prompt('BANK_DECLINED', { bankCode: `code-${i}` }, 'en');
  const page = (await f.call(operator, 'GET', `${BASE}/unmapped?limit=1`)).body as {
    data: { code: string; count: string }[];
    hasMore: boolean;
  };
  assert.deepEqual([page.data[0]?.code, page.data[0]?.count, page.hasMore], ['X7', '5000', true]);
  const rows = await f.ground.database.pool.query('select count(*)::int c from error_prompts.unmapped');
  assert.ok(rows.rows[0].c < 1_100, 'one flush takes at most 1,000 distinct messages');
});

test('every refusal of the HTTP door carries words in the language asked for', async () => {
  const english = await f.call(shopper, 'GET', BASE);
  assert.deepEqual(
    [english.status, english.body.code, english.body.prompt],
    [403, 'FORBIDDEN', 'You may not do this.'],
  );
  const chinese = await f.call({ kind: 'anonymous' }, 'GET', BASE, undefined, { 'accept-language': 'zh' });
  assert.deepEqual([chinese.body.code, chinese.body.prompt], ['UNAUTHENTICATED', '请先登录。']);
});

test('bad rules are refused and change nothing', async () => {
  const before = (await f.call(operator, 'GET', BASE)).body.version;
  const save = async (body: unknown) => (await f.call(operator, 'POST', BASE, body)).body.code;
  const texts = { en: 'x' };
  assert.equal(await save({ match: { pattern: '(' }, texts }), 'PROMPT_PATTERN_INVALID');
  assert.equal(
    await save({ match: { code: 'A1' }, texts: { en: 'your card {pan}' } }),
    'PROMPT_PLACEHOLDER_UNKNOWN',
  );
  assert.equal(await save({ match: { code: 'A1', pattern: 'x' }, texts }), 'BODY_INVALID');
  assert.equal(await save({ match: { code: 'A1' }, texts, more: 1 }), 'BODY_INVALID');
  const stranger = { ...callers.operator() };
  const refused = await f.call(stranger, 'POST', BASE, { match: { code: 'A1' }, texts });
  assert.equal(refused.body.code, 'FORBIDDEN');
  assert.equal((await f.call(operator, 'GET', BASE)).body.version, before);
});

test('a general default speaks for what has no words; trying a rule counts nothing', async () => {
  const saved = await f.call(operator, 'POST', BASE, {
    match: { family: '*' },
    texts: { en: 'Ask our staff.' },
  });
  assert.equal(await ask(f), 'Ask our staff.');
  assert.equal(await ask(f, 'zh'), 'Ask our staff.', 'a missing language falls back to English');
  const tried = await f.call(operator, 'POST', `${BASE}/try`, { code: 'never-seen' });
  assert.deepEqual([(tried.body.prompt as { en: string }).en, tried.body.mapped], ['Ask our staff.', false]);
  assert.equal((tried.body.rule as { id: string }).id, saved.body.id);
  const known = await f.call(operator, 'POST', `${BASE}/try`, { code: 'PIN_WRONG' });
  assert.equal((known.body.prompt as { en: string }).en, 'The payment PIN is wrong.');
});
