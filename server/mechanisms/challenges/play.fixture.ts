/** Plays many interleavings at once, so that the journal batches them, and compares each with the model: answers, states, money. */
import assert from 'node:assert/strict';
import { orders, payments } from '../../flows/checkout/storage.ts';
import { transferRecords } from '../../flows/transfer/storage.ts';
import { withdrawals } from '../../flows/withdrawal/storage.ts';
import { type Database, selectRows, type Table } from '../database/index.ts';
import type { Outcome } from '../journal/index.ts';
import { holds } from '../ledger/index.ts';
import {
  type Act,
  asked,
  commandOf,
  type Deed,
  idIn,
  isOrder,
  type Play,
  prepared,
  type Scenario,
  type Sent,
  saidBy,
  TICK_MS,
  unseen,
} from './acts.fixture.ts';
import { newStory } from './model.fixture.ts';
import type { Cast, Process, Scene } from './scene.fixture.ts';
import { challenges } from './storage.ts';

export const TICKS = 6;
const TOP_UP = 1_000;

/** One process; two that race; or one that dies in the tick `crashAt`, `turns` of the event loop after it was asked. */
export type Machine =
  | { readonly is: 'one' | 'two' }
  | { readonly is: 'crash'; readonly crashAt: number; readonly turns: number };

/** Decides in which order what is scheduled arrives. */
export type Scheduler = {
  schedule<T>(task: Promise<T>, label?: string): Promise<T>;
  waitAll(): Promise<void>;
};

/** What the cast's people have after everything that was played so far. */
export type Purse = { available: number; received: number };

export type Stage = {
  readonly scene: Scene;
  readonly casts: readonly Cast[];
  readonly purses: readonly Purse[];
  /** The first is the one that may crash. */
  readonly processes: [Process, Process];
};

/** Plays one scenario per cast; throws with the whole story of the first one that differs from the model. */
export async function playRound(
  stage: Stage,
  scenarios: readonly Scenario[],
  scheduler: Scheduler,
  machine: Machine,
): Promise<readonly Play[]> {
  const { scene, casts, purses } = stage;
  const plays = scenarios.map((scenario, n): Play => {
    const cast = casts[n] ?? assert.fail('more scenarios than casts');
    const purse = purses[n] ?? assert.fail();
    const story = newStory(purse.available);
    story.received = purse.received;
    return { cast, scenario, story, base: purse.available + TOP_UP, seen: unseen(), sent: [] };
  });
  await tick(stage, plays, (play) => prepared(play, TOP_UP), scheduler);
  for (const play of plays) {
    const order = play.sent.find(({ label }) => label === 'order')?.outcome?.reply() as
      | { id: string }
      | undefined;
    if (order) play.seen.subject = order.id;
  }
  await tick(stage, plays, (play) => [asked(play)], scheduler);
  for (const { seen, sent, scenario } of plays) {
    const reply = sent.at(-1)?.outcome?.reply() as { id: string } | undefined;
    if (reply && scenario.what === 'withdrawal') seen.subject = reply.id;
  }
  for (let n = 0; n < TICKS; n++) {
    await look(scene, plays);
    const acts = (play: Play) =>
      play.scenario.acts
        .filter((act) => act.tick === n)
        .flatMap((act) => {
          const command = commandOf(play, act, stage.processes[0].challenges);
          if (!command) return [];
          const process = machine.is === 'two' ? act.process : 0;
          // A retry has the same key; with two processes it may well go to the other one.
          const twin = {
            ...command,
            process: machine.is === 'two' ? ((1 - act.process) as 0 | 1) : (0 as const),
          };
          return act.isTwice ? [{ ...command, process }, twin] : [{ ...command, process }];
        });
    await tick(
      stage,
      plays,
      acts,
      scheduler,
      machine.is === 'crash' && machine.crashAt === n ? machine : null,
    );
    scene.clock.advance(TICK_MS);
  }
  await look(scene, plays);
  await lastSweep(stage, plays, scheduler);
  for (const play of plays) tellStory(play);
  await compare(stage, plays);
  return plays;
}

/** Whoever waits still, waits no longer: what nobody decided expires, and the bank says its word. */
async function lastSweep(stage: Stage, plays: readonly Play[], scheduler: Scheduler): Promise<void> {
  stage.scene.clock.advance(TICKS * TICK_MS);
  const { challenges: mechanism } = stage.processes[0];
  const last = (deed: Deed, isFor: (play: Play) => boolean) =>
    tick(
      stage,
      plays,
      (play) => {
        const act: Act = { ...deed, tick: TICKS, isTwice: false, process: 0 };
        const command = isFor(play) ? commandOf(play, act, mechanism) : null;
        return command ? [command] : [];
      },
      scheduler,
    );
  await last({ do: 'sweep' }, ({ seen }) => seen.isPending);
  await look(stage.scene, plays);
  await last({ do: 'bank', says: 'done' }, () => true);
}

/** Sends all of a tick in the order of the scheduler, and waits until everything is answered. */
async function tick(
  stage: Stage,
  plays: readonly Play[],
  commandsOf: (play: Play) => readonly Sent[],
  scheduler: Scheduler,
  crash: { readonly turns: number } | null = null,
): Promise<void> {
  const dying = stage.processes[0];
  let isReplaced = () => {};
  const replaced = new Promise<null>((resolve) => {
    isReplaced = () => resolve(null);
  });
  async function submit({ send, process }: Sent): Promise<Outcome<object>> {
    const answer = stage.processes[process].submit(send);
    if (!crash) return answer;
    // Whoever gets no answer asks again, with the same key.
    const first = await Promise.race([answer.catch(() => null), replaced]);
    if (first) return first;
    await replaced;
    return stage.processes[process].submit(send);
  }
  const answers: Promise<void>[] = [];
  for (const play of plays) {
    for (const one of commandsOf(play)) {
      play.sent.push(one);
      const arrives = scheduler.schedule(Promise.resolve(), one.label);
      answers.push(
        arrives
          .then(() => submit(one))
          .then((outcome) => {
            one.outcome = outcome;
          }),
      );
    }
  }
  await scheduler.waitAll();
  if (crash) {
    for (let turn = 0; turn < crash.turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    await dying.crash();
    stage.processes[0] = await stage.scene.process();
    isReplaced();
  }
  await Promise.all(answers);
}

/** What everybody's screen shows now: the latest challenge, what it is about, the order's version. */
async function look({ database }: Scene, plays: readonly Play[]): Promise<void> {
  for (const play of plays) {
    for (const { outcome } of inOrder(play)) {
      if (outcome.refused) continue;
      const id = idIn(outcome);
      // Also what a repeated request is told: after a crash that may be the only answer. The journal's order puts twins together.
      if (id !== null) play.seen.challenge = id;
      const { number, version } = outcome.reply() as { number?: string; version?: number };
      if (number !== undefined && version !== undefined) play.seen.version = version;
    }
  }
  const rows = reader(database.pool);
  const seenIds = (what: (play: Play) => boolean) =>
    plays.flatMap((play) => (what(play) && play.seen.subject !== '' ? [play.seen.subject] : []));
  const asked = await rows(
    challenges,
    plays.flatMap(({ seen }) => seen.challenge ?? []),
  );
  const paidOut = await rows(
    withdrawals,
    seenIds(({ scenario }) => scenario.what === 'withdrawal'),
  );
  const bought = await rows(
    orders,
    seenIds(({ scenario }) => scenario.what === 'card payment'),
  );
  const paid = await rows(
    payments,
    [...bought.values()].flatMap(({ payment }) => payment ?? []),
  );
  for (const { seen } of plays) {
    const challenge = asked.get(seen.challenge ?? '');
    seen.about = challenge?.about ?? '';
    seen.isPending = challenge?.state === 'pending';
    const payment = paid.get(bought.get(seen.subject)?.payment ?? '');
    seen.request =
      paidOut.get(seen.subject)?.request ?? (payment?.state === 'asking' ? payment.request : null);
  }
}

const reader =
  (pool: Database['pool']) =>
  async <Row extends { id: string }>(table: Table<Row>, ids: readonly string[]): Promise<Map<string, Row>> =>
    new Map((await selectRows(pool, table, ids)).map((row) => [row.id, row]));

type Answered = Sent & { readonly outcome: Outcome<object> };

/** As the journal has them. */
function inOrder({ sent }: Play): Answered[] {
  const answered = sent.filter((one): one is Answered => one.outcome !== null);
  return answered.sort((x, y) => Number(x.outcome.seq - y.outcome.seq));
}

/** Tells the model what happened, in the order of the journal: every answer must be the one that it expects. */
function tellStory(play: Play): void {
  const lines: string[] = [];
  const seen = new Map<bigint, string>();
  for (const one of inOrder(play)) {
    const { outcome, label } = one;
    const found = saidBy(outcome);
    const twin = seen.get(outcome.seq);
    const expected = twin ?? one.tell(outcome);
    seen.set(outcome.seq, expected);
    lines.push(`${outcome.seq} ${twin === undefined ? '' : '(again) '}${label}: ${found}`);
    if (found !== expected) throw differs(play, [...lines, `the model says ${expected}`]);
  }
}

function differs(play: Play, lines: readonly string[]): Error {
  const { scenario } = play;
  return new Error(`${lines.join('\n')}\nin ${JSON.stringify(scenario)}`);
}

/** The rows against the model. */
async function compare({ scene, purses }: Stage, plays: readonly Play[]): Promise<void> {
  const { pool } = scene.database;
  const rows = reader(pool);
  const asked = await rows(
    challenges,
    plays.flatMap(({ story }) => [...story.challenges.keys()]),
  );
  const subjects = (prefix: string) =>
    [...asked.values()].map(({ subject }) => subject).filter((id) => id.startsWith(prefix));
  const waited = new Map<string, { state: string; code: string | null; hold: string | null }>([
    ...(await rows(transferRecords, subjects('transfer_'))),
    ...(await rows(withdrawals, subjects('withdrawal_'))),
    ...(await rows(payments, subjects('payment_'))),
  ]);
  const bought = await rows(
    orders,
    plays.flatMap(({ seen, scenario }) => (isOrder(scenario) ? [seen.subject] : [])),
  );
  const held = await rows(
    holds,
    [...waited.values()].flatMap(({ hold }) => hold ?? []),
  );
  const purseRows = await pool.query(
    `select owner, (credits_posted - debits_posted)::int posted, (debits_held + credits_held)::int held
       from ledger.account where owner = any($1)`,
    [plays.flatMap(({ cast }) => [cast.payer.id, cast.payee, cast.merchant])],
  );
  const purse = new Map(purseRows.rows.map((row) => [row.owner as string, row]));

  plays.forEach((play, n) => {
    const { story, cast } = play;
    const check = (name: string, found: unknown, expected: unknown) => {
      if (JSON.stringify(found) === JSON.stringify(expected)) return;
      const lines = inOrder(play).map(({ outcome, label }) => `${outcome.seq} ${label}: ${saidBy(outcome)}`);
      throw differs(play, [
        ...lines,
        `${name}: found ${JSON.stringify(found)}, the model says ${JSON.stringify(expected)}`,
      ]);
    };
    for (const [id, model] of story.challenges) {
      const row = asked.get(id);
      const says = model.asks.map(({ said }) => said ?? 'pending');
      check('challenge', [row?.state, row?.expiresAt], [model.state, model.expiresAt]);
      check(
        'leaves',
        row?.leaves.map(({ state }) => state),
        says,
      );
      const thing = story.errand ?? story.payments.get(id);
      const record = waited.get(row?.subject ?? '');
      check('what waited', [record?.state, record?.code], [thing?.state, thing?.code]);
      const hold = held.get(record?.hold ?? '');
      const amount = String(model.held);
      const moved = thing?.state === 'done' ? ['posted', amount, amount] : ['voided', amount, '0'];
      // A card's money is not held.
      const expected = model.held === 0 ? [] : moved;
      check('hold', hold ? [hold.state, String(hold.amount), String(hold.posted)] : [], expected);
    }
    const order = bought.get(play.seen.subject);
    if (order)
      check(
        'order',
        [order.state, order.version, Number(order.amount)],
        [story.order?.state, story.order?.version, (story.order?.quantity ?? 0) * 10],
      );
    check('nothing is held any more', story.held, 0);
    const payer = purse.get(cast.payer.id);
    check('payer', [payer?.posted, payer?.held], [story.available, 0]);
    const received = [cast.payee, cast.merchant].reduce((sum, id) => sum + (purse.get(id)?.posted ?? 0), 0);
    check('received', received, story.received);
    Object.assign(purses[n] ?? {}, { available: story.available, received: story.received });
  });
}
