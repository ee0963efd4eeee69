/** The console's reads, health, metrics, and the stop when the books do not balance: against the whole platform. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietEnv } from '../../testing/bank-controls.ts';
import { createWorld, type TestPerson, type World } from '../../testing/world.ts';
import { admitReader } from './metrics.ts';

let world: World;
let ana: TestPerson;
let bo: TestPerson;
let operator: TestPerson;
// biome-ignore lint/suspicious/noExplicitAny: replies are looked into, not typed.
type Row = Record<string, any>;
const look = async (path: string): Promise<Row> => (await operator.api.get(path)).body;
const rows = (body: Record<string, unknown>) => body.data as Row[];

before(async () => {
  // No town is seeded and no timer runs: every entry is one of the test.
  world = await createWorld({ env: quietEnv(), timers: false });
  ana = await world.person('Ana', 100_00n);
  bo = await world.person('Bo', 0n);
  operator = await world.person('Olga');
  await world.app.ground.people.grantOperator(operator.id, ['viewer', 'support', 'admin']);
  const paid = await ana.api.post('/v1/transfers', {
    to: bo.id,
    amount: { minor: '3000', currency: 'CNY' },
    proof: { pin: ana.pin },
  });
  assert.equal(paid.status, 201, JSON.stringify(paid.body));
  const refused = await ana.api.post('/v1/transfers', {
    to: bo.id,
    amount: { minor: '8000', currency: 'CNY' },
    proof: { pin: ana.pin },
  });
  assert.equal(refused.body.code, 'INSUFFICIENT_FUNDS');
});
after(() => world.stop());

test('only operators look', async () => {
  for (const path of [
    'overview',
    'metrics-series',
    'journal',
    'journal/1',
    'ledger/accounts',
    'ledger/checks',
  ]) {
    assert.equal((await ana.api.get(`/v1/operator/${path}`)).status, 403, path);
    assert.equal((await world.api(null).get(`/v1/operator/${path}`)).status, 401, path);
    assert.equal((await operator.api.get(`/v1/operator/${path}`)).status, 200, path);
  }
});

test('the overview tells the state of books, tree, queue and today', async () => {
  const body = await look('/v1/operator/overview');
  const head = await world.app.ground.journal.head();
  assert.deepEqual([body.books.ok, body.halted, body.queue.waiting], [true, null, 0]);
  assert.deepEqual(body.tree, { size: head.seq.toString(), root: head.root });
  assert.equal(body.today.refusals, 1);
  assert.ok(Number(body.people) >= 3);
});

test('metrics: with a token for whoever shows it, without one for this machine only, and never through a proxy', async () => {
  const status = async (headers: Record<string, string>, url = world.app.url) =>
    (await fetch(`${url}/metrics`, { headers })).status;
  assert.equal(await status({}), 200);
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
    assert.equal(await status({ [name]: '127.0.0.1' }), 403, name);
  for (const [address, enters] of [
    ['127.0.0.1', true],
    ['::ffff:127.0.0.1', true],
    ['::1', true],
    ['10.0.0.7', false],
    [undefined, false],
  ] as const) {
    const look = () => admitReader(null, address, {});
    if (enters) look();
    else assert.throws(look, { code: 'FORBIDDEN' });
  }
  const token = 'a-token-that-nobody-guesses';
  const closed = await createWorld({ env: { METRICS_TOKEN: token, TRUST_PROXY: 'true' } });
  try {
    const asked = (headers: Record<string, string>) => status(headers, closed.app.url);
    assert.equal(await asked({}), 401);
    assert.equal(await asked({ authorization: `Bearer ${token}x` }), 401);
    assert.equal(await asked({ authorization: `Basic ${token}` }), 401);
    assert.equal(await asked({ authorization: `Bearer ${token}`, 'x-forwarded-for': '10.0.0.7' }), 200);
  } finally {
    await closed.stop();
  }
});

test('the series counts commands and refusals per minute and by code', async () => {
  const body: Row = await look('/v1/operator/metrics-series?minutes=5');
  assert.equal(rows(body).length, 5);
  assert.equal(
    rows(body).reduce((sum, row) => sum + Number(row.refusals), 0),
    1,
  );
  assert.ok(rows(body).reduce((sum, row) => sum + Number(row.commands), 0) > 2);
  assert.deepEqual(body.refusalsByCode, [{ code: 'INSUFFICIENT_FUNDS', count: 1 }]);
});

test('the journal explorer: newest first, filtered, page by page to the beginning', async () => {
  const seen: string[] = [];
  let after = '';
  for (let page = 0; page < 50; page++) {
    const body: Row = await look(`/v1/operator/journal?limit=3${after && `&after=${after}`}`);
    seen.push(...rows(body).map((row) => String(row.seq)));
    if (body.next === null) break;
    after = String(body.next);
  }
  const head = Number((await world.app.ground.journal.head()).seq);
  assert.deepEqual(
    seen,
    Array.from({ length: head }, (_, i) => String(head - i)),
  );
  const refused = rows((await operator.api.get('/v1/operator/journal?outcome=refused')).body);
  assert.deepEqual(
    refused.map(({ kind, code }) => [kind, code]),
    [['transfer.create', 'INSUFFICIENT_FUNDS']],
  );
  assert.deepEqual(refused[0]?.prompt, {
    en: 'The balance is too low. Top up or choose a card.',
    zh: '余额不足，请充值或选择银行卡。',
  });
  assert.deepEqual(refused[0]?.actor, { type: 'person', id: ana.id, name: 'Ana' });
  const byBo = rows((await operator.api.get(`/v1/operator/journal?actor=${bo.id}`)).body);
  assert.ok(byBo.every((row) => JSON.stringify(row.actor).includes(bo.id)));
  assert.equal(rows((await operator.api.get('/v1/operator/journal?kind=transfer')).body).length, 2);
  assert.equal(
    rows((await operator.api.get('/v1/operator/journal?kind=transfer&outcome=done')).body).length,
    1,
  );
});

test('one entry: its transfers with both sides, its leaf, and no secret', async () => {
  const [row] = rows((await operator.api.get('/v1/operator/journal?kind=transfer&outcome=done')).body);
  const body: Row = await look(`/v1/operator/journal/${row?.seq}`);
  const [move] = body.transfers as Row[];
  assert.deepEqual(
    [move?.debit.name, move?.credit.name, move?.amount],
    ['Ana', 'Bo', { minor: '3000', currency: 'CNY' }],
  );
  assert.match(String(body.leaf), /^[0-9a-f]{64}$/);
  assert.ok(!JSON.stringify(body).includes(ana.pin));
  assert.equal((await operator.api.get('/v1/operator/journal/999999')).status, 404);
});

test('the ledger explorer: accounts, statements, balances as of a time', async () => {
  const mine = rows((await operator.api.get(`/v1/operator/ledger/accounts?owner=${ana.id}`)).body);
  assert.deepEqual(
    mine.map(({ ownerName, balance }) => [ownerName, balance.minor]),
    [['Ana', '7000']],
  );
  const path = `/v1/operator/ledger/accounts/${mine[0]?.id}/statement`;
  const body: Row = await look(path);
  assert.deepEqual(
    rows(body).map(({ kind, amount, balanceAfter }) => [kind, amount.minor, balanceAfter.minor]),
    [
      ['transfer', '-3000', '7000'],
      ['top-up', '10000', '10000'],
    ],
  );
  const first = rows(body)[1];
  const past: Row = await look(`${path}?at=${encodeURIComponent(String(first?.at))}`);
  assert.deepEqual([past.account.balance.minor, rows(past).length], ['10000', 1]);
  const page: Row = await look(`${path}?limit=1`);
  assert.equal(page.hasMore, true);
  assert.equal(rows((await operator.api.get(`${path}?limit=1&after=${page.next}`)).body)[0]?.kind, 'top-up');
  const checks: Row = await look('/v1/operator/ledger/checks?recount=true');
  assert.deepEqual([checks.books.ok, checks.recount], [true, { ok: true, differing: [] }]);
});

test('health and metrics', async () => {
  assert.equal((await world.api(null).get('/health/live')).status, 200);
  assert.equal((await world.api(null).get('/health/ready')).status, 200);
  const response = await fetch(`${world.app.url}/metrics`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const text = await response.text();
  const value = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  assert.equal(value('bursar_journal_refused_total'), 1);
  assert.equal(value('bursar_journal_queue'), 0);
  assert.equal(value('bursar_journal_seq'), Number((await world.app.ground.journal.head()).seq));
  assert.equal(value('bursar_books_ok'), 1);
  assert.match(text, /bursar_http_answers_total\{method="POST",route="\/v1\/transfers",status="201"\} 1/);
  assert.match(text, /bursar_database_connections\{state="open"\}/);
  assert.match(text, /bursar_webhook_deliveries\{state="pending"\} 0/);
  assert.match(text, /nodejs_eventloop_lag/);
});

test('blnk#55: a balance changed behind the ledger stops all writing, in words for people, and says so', async () => {
  const { pool } = world.app.ground.database;
  await pool.query(`update ledger.account set credits_posted = credits_posted + 1 where owner = $1`, [bo.id]);
  const checks: Row = await look('/v1/operator/ledger/checks?recount=true');
  assert.deepEqual([checks.books.ok, checks.recount.ok], [false, false]);
  assert.equal((await world.api(null).get('/health/ready')).status, 503);
  assert.equal((await world.api(null).get('/health/live')).status, 200);
  const body: Row = await look('/v1/operator/overview');
  assert.match(String(body.halted), /do not balance/);
  const refused = await ana.api.post('/v1/transfers', {
    to: bo.id,
    amount: { minor: '1', currency: 'CNY' },
    proof: { pin: ana.pin },
  });
  assert.ok(refused.status >= 500);
  const text = await (await fetch(`${world.app.url}/metrics`)).text();
  assert.match(text, /^bursar_books_ok 0$/m);
  assert.match(text, /^bursar_journal_halted 1$/m);
  await pool.query(`update ledger.account set credits_posted = credits_posted - 1 where owner = $1`, [bo.id]);
  await pool.query('update journal.head set halted = null where id = 1');
  await world.checkBooks();
});
