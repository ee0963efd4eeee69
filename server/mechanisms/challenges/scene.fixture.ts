/**
 * Where interleavings are played: server processes without doors or timers on one database (so that nothing happens but
 * what is sent), casts of people, and a rule that asks whom the test says. A process can crash and another take its place.
 */
import { randomUUID } from 'node:crypto';
import { paymentApproval } from '../../flows/checkout/approval.ts';
import { paymentOutcomes } from '../../flows/checkout/outcomes.ts';
import { transferApproval } from '../../flows/transfer/approval.ts';
import { withdrawalApproval } from '../../flows/withdrawal/approval.ts';
import { withdrawalOutcomes } from '../../flows/withdrawal/commands.ts';
import { flows } from '../../flows.ts';
import { type Id, newId } from '../../kernel/id.ts';
import { currency } from '../../kernel/money.ts';
import { createTestClock } from '../../kernel/time.ts';
import { migrateAll } from '../../migrations.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { defineReport } from '../bank/report.ts';
import { type Database, openDatabase } from '../database/index.ts';
import { defineFlow } from '../flow/index.ts';
import { type Card, cards } from '../instruments/index.ts';
import {
  type Actor,
  type CommandInput,
  type CommandSpec,
  createJournal,
  defineCommand,
  type Journal,
  type JsonObject,
  type Outcome,
  put,
  sha256Hex,
} from '../journal/index.ts';
import type { Passkeys } from '../passkeys/index.ts';
import { type People, peopleGuard } from '../people/index.ts';
import { registerPerson, setPin } from '../people/person-commands.ts';
import { grantSession } from '../people/session-commands.ts';
import type { Vault } from '../vault/index.ts';
import type { Leaf, Need, Who } from './expression.ts';
import { type Challenges, collectRuleKinds, createChallenges, RULE_KINDS, type RuleKind } from './index.ts';

export const CNY = currency('CNY');
export const RULE = 'test-approvals';
/** What this note begins with asks nobody. */
export const FREE = 'free';

/** `entitled`: names as `nameOf` gives them. */
export type Params = { readonly need: Need; readonly lifeMs: number; readonly entitled: readonly string[] };

export function nameOf(who: Who): string {
  if ('person' in who) return who.person;
  if ('device' in who) return who.device.person;
  return 'role' in who ? who.role : 'bank' in who ? 'bank' : who.machine;
}

const rule: RuleKind<Params> = {
  kind: RULE,
  judge: (_view, { params }, { act }) =>
    act.note.startsWith(FREE) ? null : { need: params.need, because: 'TEST', lifeMs: params.lifeMs },
  isEntitled: (_view, { params }, { who }: Leaf) => params.entitled.includes(nameOf(who)),
};

/** A bound card, or the same one revoked. */
export const setCard = defineCommand<
  { readonly person: Id<'person'>; readonly card: Id<'instrument'>; readonly isBound: boolean },
  object
>({
  kind: 'test.card',
  decide(view, { body }, { now, newId: make }) {
    const card: Card = view.get(cards, body.card) ?? {
      id: body.card,
      person: body.person,
      state: 'bound',
      last4: '1234',
      brand: '',
      cardKind: 'card',
      bankName: 'Test Bank',
      holder: '',
      fingerprint: body.card,
      details: null,
      token: make('vault'),
      verification: null,
      code: null,
      version: 1,
      createdAt: now,
      expiresAt: now,
      endedAt: null,
    };
    return { changes: [put(cards, { ...card, state: body.isBound ? 'bound' : 'revoked' })], reply: {} };
  },
});

/** What the bank says, as its reply would be told. */
export const bankReport = defineReport(
  new Map([
    ['withdrawal', withdrawalOutcomes],
    ['payment', paymentOutcomes],
  ]),
);

/** For whole worlds: nothing of the mechanism is replaced. */
export const testFlow = defineFlow({ slug: RULE, migrations: [], rules: [rule], build: () => ({}) });

export const platform: Actor = { id: 'platform' };

/** A command with its spec, ready for any process. */
export type Sendable = {
  readonly spec: CommandSpec<never, object>;
  readonly key: string;
  readonly actor: Actor;
  readonly body: object;
  readonly found?: JsonObject;
};

export function sendable<B extends object, R extends object>(
  spec: CommandSpec<B, R>,
  of: { readonly actor: Actor; readonly body: B; readonly key?: string; readonly found?: JsonObject },
): Sendable {
  const { actor, body, found } = of;
  return {
    spec: spec as unknown as CommandSpec<never, object>,
    key: of.key ?? randomUUID(),
    actor,
    body,
    ...(found ? { found } : {}),
  };
}

export type Process = {
  readonly journal: Journal;
  readonly challenges: Challenges;
  readonly database: Database;
  submit(one: Sendable): Promise<Outcome<object>>;
  /** Its connections are cut and it never gets another: what it had in the air is lost or not, nobody knows. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

export type Party = { readonly id: Id<'person'>; readonly actor: Actor };
/** People who have only to do with each other. */
export type Cast = {
  readonly payer: Party;
  readonly a: Party;
  readonly b: Party;
  readonly c: Party;
  readonly payee: Id<'person'>;
  /** One for all. */
  readonly stranger: Party;
  readonly merchant: Id<'merchant'>;
  /** The payer's. */
  readonly card: Id<'instrument'>;
};

export type Scene = {
  readonly clock: ReturnType<typeof createTestClock>;
  readonly bugs: unknown[];
  /** For looking at what came out. */
  readonly database: Database;
  process(): Promise<Process>;
  casts(process: Process, count: number): Promise<Cast[]>;
  stop(): Promise<void>;
};

/** PIN hashes are not compared here: `found` says that they match. */
export const RIGHT_PIN = { proof: { kind: 'pin', matched: true, version: 1 } };

export async function openScene(): Promise<Scene> {
  const place = await createTestDatabase();
  const clock = createTestClock(Date.parse('2026-03-02T08:00:00Z'));
  const bugs: unknown[] = [];
  const database = openDatabase({ url: place.url, instance: 'approvals', maxConnections: 4 });
  await migrateAll(database, flows);
  const processes: Process[] = [];
  let phones = 0;

  async function start(): Promise<Process> {
    const instance = `approvals-${randomUUID().slice(0, 8)}`;
    const own = openDatabase({ url: place.url, instance, maxConnections: 1 });
    let isDead = false;
    const journal = await createJournal({
      database: { ...own, connect: (name) => (isDead ? new Promise(() => {}) : own.connect(name)) },
      clock,
      guard: peopleGuard,
      given: { [RULE_KINDS]: collectRuleKinds([rule]) },
      onBug: (error) => void bugs.push(error),
    });
    const challenges = createChallenges({
      database: own,
      journal,
      clock,
      // Only the routes have to do with these.
      people: {} as People,
      passkeys: {} as Passkeys,
      vault: {} as Vault,
      sendSms: async () => {},
    });
    challenges.onEnd('transfer', transferApproval);
    challenges.onEnd('payment', paymentApproval);
    challenges.onEnd('withdrawal', withdrawalApproval);
    const process: Process = {
      journal,
      challenges,
      database: own,
      submit: (one) => journal.submit(one.spec, one as unknown as CommandInput<never>),
      async crash() {
        isDead = true;
        await database.pool.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where application_name like $1',
          [`${instance}%`],
        );
        await own.close();
      },
      async stop() {
        if (isDead) return;
        await journal.stop();
        await own.close();
      },
    };
    processes.push(process);
    return process;
  }

  async function register(process: Process, name: string): Promise<Id<'person'>> {
    phones += 1;
    const body = { phone: `+86139${String(10_000_000 + phones)}`, name, locale: 'en' as const };
    const made = await process.submit(sendable(registerPerson, { actor: platform, body }));
    return (made.reply() as { id: Id<'person'> }).id;
  }

  async function party(process: Process, name: string, hasPin: boolean): Promise<Party> {
    const person = await register(process, name);
    const session = newId('session', clock.now());
    const body = { person, deviceName: `${name}'s phone` };
    const found = { session, tokenHash: sha256Hex(session) };
    const pin = { body: { change: false, person }, found: { hash: 'not looked at' } };
    const [opened] = await Promise.all([
      process.submit(sendable(grantSession, { actor: platform, body, found })),
      hasPin ? process.submit(sendable(setPin, { actor: platform, ...pin })) : null,
    ]);
    const { device } = opened.reply() as { device: { id: Id<'device'> } };
    return { id: person, actor: { id: person, session, device: device.id } };
  }

  async function castOf(process: Process, n: number, stranger: Party): Promise<Cast> {
    const [payer, a, b, c, payee] = await Promise.all([
      party(process, `Payer ${n}`, true),
      party(process, `Ana ${n}`, false),
      party(process, `Bo ${n}`, true),
      party(process, `Cara ${n}`, false),
      register(process, `Payee ${n}`),
    ]);
    return {
      payer,
      a,
      b,
      c,
      payee,
      stranger,
      merchant: newId('merchant', clock.now()),
      card: newId('instrument', clock.now()),
    };
  }

  return {
    clock,
    bugs,
    database,
    process: start,
    async casts(process, count) {
      const stranger = await party(process, 'Stranger', false);
      return Promise.all(Array.from({ length: count }, (_, n) => castOf(process, n, stranger)));
    },
    async stop() {
      for (const process of processes) await process.stop();
      await database.close();
      await place.drop();
    },
  };
}
