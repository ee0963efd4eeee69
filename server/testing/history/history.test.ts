/**
 * The random-history test: commands of all kinds by many clients, with kills and lies, compared reply by reply and
 * balance by balance with a naive model that replays the journal's order. No difference is allowed.
 * HISTORY_SEED makes the same wishes again; HISTORY_COMMANDS says how many (100,000).
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { idFromUuid } from '../../kernel/id.ts';
import { DEADLINE_MS } from '../../mechanisms/bank/ask.ts';
import { collectDifferences, compareAnswers, compareJournal } from './compare.ts';
import { compareRecords, compareWithBank } from './compare-records.ts';
import { createGenerator } from './generator.ts';
import { createModel } from './model.ts';
import { killable } from './processes.ts';
import { createRandom } from './random.ts';
import { createMovedClock, type Scene, setScene } from './scene.ts';
import { bulkSeason, liveSeason, planOfTime } from './seasons.ts';
import type { Sent } from './wishes.ts';

const seed = process.env.HISTORY_SEED ?? randomBytes(4).toString('hex');
const commands = Number(process.env.HISTORY_COMMANDS ?? 100_000);
const LIVE_SHARE = 0.03;
const SETTLE_MS = 120_000;

test(`${commands} commands, seed ${seed}: no difference`, { timeout: 400_000 }, async (t) => {
  const random = createRandom(seed);
  const live = Math.round(commands * LIVE_SHARE);
  const steps = planOfTime(random.fork('time'), commands - live);
  const clock = createMovedClock(Date.now() - steps.reduce((sum, ms) => sum + ms, 0) - 60_000);
  const watch = stopwatch(t);
  const scene = await setScene(clock);
  const bank = killable('bank/main.ts', scene.bankUrl, scene.bankEnv);
  const servers = scene.serverUrls.map((url) => killable('server/main.ts', url, scene.serverEnv));
  const sent: Sent[] = [];
  try {
    const generator = createGenerator(scene.cast);
    const ground = { scene, generator, sent };
    watch('scene');
    await bulkSeason(ground, { random: random.fork('bulk'), clock, commands: commands - live, steps });
    watch(`bulk season, ${sent.length} commands`);
    clock.goLive();
    await Promise.all([bank.start(), ...servers.map((server) => server.start())]);
    const report = await liveSeason(ground, { random: random.fork('live'), commands: live, servers, bank });
    watch(`live season, ${live} commands, ${JSON.stringify(report)}`);
    await settled(scene);
    watch('settled');
    await Promise.all([...servers.map((server) => server.kill()), scene.stopApp()]);

    const differences = collectDifferences();
    const abouts = await aboutsOfAll(scene);
    const model = createModel({ bankDeadlineMs: DEADLINE_MS, aboutOf: (id) => abouts.get(id) });
    const journal = await compareJournal(scene.db, model, sent, differences);
    if (differences.list.length === 0) {
      compareAnswers(sent, journal, model, differences);
      await compareRecords(scene.db, model, differences);
      const funded = sent
        .filter(({ wish, answer }) => wish.kind === 'test.fund' && !answer.hit && answer.reply)
        .reduce((sum, { wish }) => sum + BigInt(String(wish.body.minor)), 0n);
      const { movements } = await compareWithBank(scene.bankUrl, model, funded, differences);
      t.diagnostic(`${journal.count} entries, ${movements} movements at the bank`);
      t.diagnostic(
        [...journal.kinds]
          .sort(([, x], [, y]) => y - x)
          .map(([kind, n]) => `${kind} ${n}`)
          .join(', '),
      );
    }
    watch('compared');
    assert.deepEqual(differences.list, [], `HISTORY_SEED=${seed} HISTORY_COMMANDS=${commands}`);
    assert.ok(sent.length >= commands);
  } finally {
    await Promise.all([bank.kill(), ...servers.map((server) => server.kill())]);
    await scene.stop();
  }
});

async function aboutsOfAll(scene: Scene): Promise<Map<string, string>> {
  const { rows } = await scene.db.query('select id, about from challenges.challenge');
  return new Map(rows.map(({ id, about }) => [idFromUuid('challenge', id), about]));
}

function stopwatch(t: { diagnostic(text: string): void }) {
  let since = Date.now();
  return (what: string) => {
    const line = `${((Date.now() - since) / 1_000).toFixed(1)} s: ${what}`;
    t.diagnostic(line);
    if (process.env.HISTORY_SEED) console.log(line);
    since = Date.now();
  };
}

/**
 * Waits until every journey has ended and the journal has been still for two seconds. A late success that the bank
 * declined to take back has ended too as long as it is not tried again: an operator has been told (UNDO_FAILED), and the
 * suspense account keeps the money.
 */
async function settled(scene: Scene): Promise<void> {
  const until = Date.now() + SETTLE_MS;
  let stillSince = Date.now();
  let before = '';
  for (;;) {
    const { rows } = await scene.db.query(`select (select seq from journal.head)::text seq,
      (select count(*) from bank.request r where state in ('asking', 'pending', 'unknown', 'escalated', 'abandoned')
         or (state = 'undoing' and not exists (
           select from bank.request undo where undo.debit = r.id and undo.subject_kind = 'bank-undo' and undo.state = 'declined')))
      + (select count(*) from checkout.orders where state = 'paying')
      + (select count(*) from checkout.refund where state = 'pending')
      + (select count(*) from top_up.top_up where state in ('pending', 'unknown'))
      + (select count(*) from challenges.challenge where state = 'pending')
      + (select count(*) from transfer.transfer where state = 'waiting')
      + (select count(*) from withdrawal.withdrawal where state in ('waiting', 'pending', 'unknown')) open`);
    const now = `${rows[0]?.seq}`;
    if (now !== before || Number(rows[0]?.open) > 0) stillSince = Date.now();
    before = now;
    if (Date.now() - stillSince > 2_000) return;
    if (Date.now() > until)
      throw new Error(`${rows[0]?.open} journeys have not ended: ${JSON.stringify(await unended(scene))}`);
    await sleep(200);
  }
}

/** What is still open, with the jobs that should end it. */
async function unended(scene: Scene): Promise<unknown[]> {
  const { rows } =
    await scene.db.query(`select r.id, r.operation, r.state, r.subject_kind, r.attempts, r.inquiries, r.code,
      r.asked_at, r.deadline_at, r.changed_at, now() now,
      (select json_agg(json_build_object('task', t.identifier, 'run_at', j.run_at, 'attempts', j.attempts,
         'error', left(j.last_error, 200), 'locked', j.locked_by is not null, 'payload', j.payload))
       from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where j.payload::text like '%bankreq%' and t.identifier like 'bank.%') jobs
    from bank.request r
    where r.state in ('asking', 'pending', 'unknown', 'escalated', 'abandoned', 'undoing') limit 5`);
  return rows;
}
