/** The two seasons of a history: the bulk in this process, in moved time; and the live one, over HTTP, with kills and lies. */
import { setTimeout as sleep } from 'node:timers/promises';
import { idFromUuid, uuidOfId } from '../../kernel/id.ts';
import { CARDS, controlsOf, type Lie, typed } from '../bank-controls.ts';
import { submitWish } from './commands.fixture.ts';
import type { Generator } from './generator.ts';
import { challengeIn } from './generator-approvals.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import type { Killable } from './processes.ts';
import type { Random } from './random.ts';
import type { MovedClock, Scene } from './scene.ts';
import type { Answer, Party, Sent, Wish } from './wishes.ts';

const WAVE = 1_000;
const CLIENTS = 24;
const MINUTE = 60_000;

type Ground = { readonly scene: Scene; readonly generator: Generator; readonly sent: Sent[] };

/** How far time moves before each wave: mostly seconds, sometimes over a PIN's lock or a whole day. */
export function planOfTime(random: Random, commands: number): number[] {
  const step = () => {
    const kind = random.weighted({ seconds: 70, minutes: 20, hours: 9, day: 1 });
    if (kind === 'seconds') return random.between(0, 5_000);
    if (kind === 'minutes') return random.between(1, 6) * MINUTE;
    return kind === 'hours' ? random.between(30, 150) * MINUTE : 24 * 60 * MINUTE + 1;
  };
  return Array.from({ length: Math.ceil(commands / WAVE) }, step);
}

/** Waves of commands that go to the journal at once: in one order, so the seed alone makes this part of the history. */
export async function bulkSeason(
  { scene, generator, sent }: Ground,
  options: { random: Random; clock: MovedClock; commands: number; steps: readonly number[] },
): Promise<void> {
  const { random, clock } = options;
  const pinHash = String((await scene.db.query('select hash from people.pin limit 1')).rows[0]?.hash);
  const act = (wish: Wish) => submitWish(scene.app.ground, wish, pinHash);
  for (const { id } of scene.cast.people) {
    const body = { person: id, minor: String(random.between(0, 3_000_000)) };
    const wish = { kind: 'test.fund', key: `first ${id}`, actor: { id: 'platform' }, body };
    sent.push({ wish, via: 'process', answer: await act(wish) });
  }
  let left = options.commands;
  for (const stepMs of options.steps) {
    clock.advance(stepMs);
    const wave = Array.from({ length: Math.min(WAVE, left) }, () => generator.next(random, 'bulk'));
    left -= wave.length;
    const answers = await Promise.all(wave.map(act));
    const abouts = await aboutsOf(scene, answers);
    for (const [i, wish] of wave.entries()) {
      const answer = answers[i];
      if (!answer) continue;
      sent.push({ wish, via: 'process', answer });
      generator.learn(wish, answer, abouts.get(challengeIn(answer.reply ?? {})));
      if (wish.kind === 'session.revoke' && answer.reply && !answer.hit)
        await reopen(scene, String(wish.body.session));
    }
  }
  // Nobody enters the next season locked out.
  for (const { id } of scene.cast.people) {
    const body = { person: id, phoneMark: `mark of ${id}` };
    const wish = { kind: 'person.unlock', key: `last ${id}`, actor: { id: 'platform' }, body };
    sent.push({ wish, via: 'process', answer: await act(wish) });
  }
}

/** What the clients are shown of what waits: the hash that their answer must name. */
async function aboutsOf(scene: Scene, answers: readonly Answer[]): Promise<Map<string, string>> {
  const ids = answers.flatMap(({ reply, hit }) => (reply && !hit ? challengeIn(reply) : [])).filter(Boolean);
  if (ids.length === 0) return new Map();
  const { rows } = await scene.db.query<{ id: string; about: string }>(
    'select id, about from challenges.challenge where id = any($1::uuid[])',
    [ids.map(uuidOfId)],
  );
  return new Map(rows.map(({ id, about }) => [idFromUuid('challenge', id), about]));
}

/** At the end nobody waits for minutes: whoever has asked gives up. */
async function giveUpAll({ scene, sent }: Ground, client: HttpClient): Promise<void> {
  const { rows } = await scene.db.query<{ id: string; asker: string }>(
    "select id, asker from challenges.challenge where state = 'pending'",
  );
  await Promise.all(
    rows.map(async ({ id, asker }) => {
      const party = scene.cast.people.find((one) => one.id === idFromUuid('person', asker));
      const challenge = idFromUuid('challenge', id);
      const wish: Wish = {
        kind: 'challenge.cancel',
        key: `last ${challenge}`,
        actor: party?.sessions.at(-1) ?? { id: idFromUuid('person', asker) },
        body: { challenge },
      };
      sent.push({ wish, via: 'http', answer: await client.send(wish) });
    }),
  );
}

/** Whoever has signed out a device signs in on another; the old one goes on knocking. */
async function reopen(scene: Scene, session: string): Promise<void> {
  const party = scene.cast.people.find((one) => one.sessions.some((own) => own.session === session));
  if (party) await scene.openSession(party, 'another phone');
}

export type LiveReport = {
  retries: number;
  kills: number;
  bankKills: number;
  troubleS: number[];
  lies: string[];
};

export async function liveSeason(
  ground: Ground,
  options: { random: Random; commands: number; servers: readonly Killable[]; bank: Killable },
): Promise<LiveReport> {
  const { scene, generator, sent } = ground;
  const { servers, bank, commands } = options;
  const client = createHttpClient(scene.serverUrls, scene.tokens);
  const holders = await bindCards(scene, client);
  await openPaymentSessions(ground, client, scene.cast.people, 'opening');

  const lies: string[] = [];
  const plan = planOfTrouble(options.random.fork('trouble'), { scene, servers, bank, lies });
  const lasted: number[] = [];
  let next = 0;
  let taken = 0;
  let trouble: Promise<void> | null = null;
  let failed: unknown = null;
  const makeTrouble = () => {
    const due = plan[next];
    if (!due || trouble || taken < due.share * commands) return;
    next += 1;
    const since = Date.now();
    trouble = due
      .act()
      .then(() => void lasted.push(Math.round((Date.now() - since) / 1_000)))
      .then(() => openPaymentSessions(ground, client, holders, `trouble ${next}`))
      .catch((error: unknown) => {
        failed = error;
      })
      .finally(() => {
        trouble = null;
      });
  };
  async function work(random: Random): Promise<void> {
    while (taken < commands && failed === null) {
      makeTrouble();
      // The load goes on under every trouble, but does not run past the next one.
      const due = plan[next];
      if (trouble && due && taken >= due.share * commands) {
        await sleep(20);
        continue;
      }
      taken += 1;
      const wish = generator.next(random, 'live');
      const answer = await client.send(wish);
      sent.push({ wish, via: 'http', answer });
      const abouts = await aboutsOf(scene, [answer]);
      generator.learn(wish, answer, abouts.get(challengeIn(answer.reply ?? {})));
    }
  }
  const clients = Array.from({ length: CLIENTS }, (_, i) =>
    work(options.random.fork(`client ${i}`)).catch((error: unknown) => {
      failed ??= error;
    }),
  );
  await Promise.all(clients);
  while (trouble) await sleep(50);
  if (failed) throw failed;
  await controlsOf(scene.bankUrl).lies();
  await giveUpAll(ground, client);
  const kills = servers.reduce((sum, server) => sum + server.kills, 0);
  return { retries: client.stats.retries, kills, bankKills: bank.kills, troubleS: lasted, lies };
}

type Trouble = { readonly share: number; act(): Promise<unknown> };

/** When what is killed and which lies are told: by the share of commands that have been sent. */
function planOfTrouble(
  random: Random,
  on: { scene: Scene; servers: readonly Killable[]; bank: Killable; lies: string[] },
): Trouble[] {
  const [a, b] = on.servers as [Killable, Killable];
  const again = async (process: Killable) => {
    await process.kill();
    await sleep(random.int(300));
    await process.start();
  };
  const tellLies = async () => {
    const told = Array.from({ length: 4 }, () => lieOf(random));
    on.lies.push(...told.map((one) => `${one.operation} ${one.lie}`));
    await controlsOf(on.scene.bankUrl).lies(...told);
    await sleep(500);
  };
  // What stands in one line happens at once; the load goes on.
  const acts = [
    () => tellLies(),
    () => Promise.all([again(a), tellLies()]),
    () => Promise.all([again(b), again(on.bank)]),
    () => tellLies(),
    () => Promise.all([again(a), again(b), again(on.bank)]),
    () => tellLies(),
  ];
  return acts.map((act, i) => ({ share: (i + 0.3 + random.int(5) / 10) / acts.length, act }));
}

function lieOf(random: Random): Lie {
  const lie = random.pick([
    'timeout',
    'lost-reply',
    'late',
    'twice',
    'wrong-amount',
    'down',
    'decline',
    'pending',
    'slow',
    'drop-callback',
  ]);
  const operation = random.pick(['debits', 'refunds', 'transfers', '*']);
  const isSlow = lie === 'timeout' || lie === 'lost-reply';
  return {
    operation:
      lie === 'decline' || lie === 'wrong-amount'
        ? random.pick(['debits', 'refunds', 'transfers'])
        : operation,
    lie,
    times: isSlow ? 6 : lie === 'slow' ? 5 : 20,
    ...(lie === 'late' || lie === 'slow' || lie === 'pending' ? { delayMs: random.between(200, 2_000) } : {}),
  };
}

/** The bank's people's cards, each bound by somebody of the cast: code by telephone, as a person would. */
async function bindCards(scene: Scene, client: HttpClient): Promise<Party[]> {
  const numbers = [
    CARDS.ana,
    CARDS.bo,
    CARDS.cara,
    CARDS.dai,
    { ...CARDS.ana, pan: '4242424242420018' },
    { ...CARDS.bo, pan: '4242424242420026' },
    { ...CARDS.cara, pan: '4242424242420034' },
    CARDS.caraPoor,
  ];
  const controls = controlsOf(scene.bankUrl);
  const holders: Party[] = [];
  for (const [i, number] of numbers.entries()) {
    const party = scene.cast.people[10 + i];
    const actor = party?.sessions[party.sessions.length - 1];
    if (!party || !actor) throw new Error('the cast is too small');
    const card = await client.call(actor, 'POST', '/v1/instruments', typed(number));
    const id = String(card.id);
    let state = String(card.state);
    for (let tries = 0; state === 'asking' && tries < 100; tries++) {
      await sleep(50);
      const { data } = await client.call(actor, 'GET', '/v1/instruments');
      state = String((data as { id: string; state: string }[]).find((one) => one.id === id)?.state);
    }
    const code = await controls.code(number.phone);
    const bound = await client.call(actor, 'POST', `/v1/instruments/${id}/verify`, { code });
    if (bound.state !== 'bound') throw new Error(`the card is not bound: ${JSON.stringify(bound)}`);
    party.cards.push(id);
    holders.push(party);
  }
  return holders;
}

/** One more for everybody named, because each covers little. */
async function openPaymentSessions(
  ground: Ground,
  client: HttpClient,
  people: readonly Party[],
  name: string,
) {
  const open = async (party: Party) => {
    const actor = party.sessions[party.sessions.length - 1] ?? { id: party.id };
    const wish: Wish = {
      kind: 'payment-session.open',
      key: `${name} ${party.id}`,
      actor,
      body: { limit: { minor: '200000', currency: 'CNY' } },
      proof: { kind: 'pin', right: true, version: party.pinVersion },
    };
    const answer = await client.send(wish);
    ground.sent.push({ wish, via: 'http', answer });
    ground.generator.learn(wish, answer);
  };
  await Promise.all(people.map(open));
}
