/** The whole server as one value: configuration in, a listening platform out. Tests and `npm start` use the same. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { demoParts } from './demo/index.ts';
import { createExplainer, createPrompter } from './flows/error-prompts/index.ts';
import { flows as allFlows } from './flows.ts';
import type { Clock } from './kernel/time.ts';
import { addressesParts } from './mechanisms/addresses/index.ts';
import { createGateway } from './mechanisms/bank/index.ts';
import { collectRuleKinds, createChallenges, POLICY_OFF, RULE_KINDS } from './mechanisms/challenges/index.ts';
import { openDatabase } from './mechanisms/database/index.ts';
import { createEvents } from './mechanisms/events/index.ts';
import type { Flow, Ground } from './mechanisms/flow/index.ts';
import { createHttp, type HttpServer, type RouteSpec } from './mechanisms/http/index.ts';
import { startJobs, writeEffects } from './mechanisms/jobs/index.ts';
import { createJournal } from './mechanisms/journal/index.ts';
import { operationParts } from './mechanisms/operation/index.ts';
import { registerPages } from './mechanisms/pages/index.ts';
import { createPasskeys } from './mechanisms/passkeys/index.ts';
import { createPeople, peopleGuard } from './mechanisms/people/index.ts';
import { createPush } from './mechanisms/push/index.ts';
import { createSmsSender } from './mechanisms/sms/index.ts';
import { createVault, parseVaultKeys } from './mechanisms/vault/index.ts';
import { migrateAll } from './migrations.ts';

export type App = {
  readonly url: string;
  readonly ground: Ground;
  readonly http: HttpServer;
  /** Takes no more commands, finishes those accepted, ends jobs and connections. */
  stop(): Promise<void>;
};

export async function startApp(options: {
  config: Config;
  databaseUrl: string;
  clock: Clock;
  log: Logger;
  flows?: readonly Flow[];
  /** Without the tree: only for the benchmark that measures its cost. */
  tree?: boolean;
  /** Without timers: for tests in which every command is one of their own. */
  timers?: boolean;
  /** Without policy: likewise. */
  policy?: boolean;
}): Promise<App> {
  const { config, clock, log } = options;
  const flows = options.flows ?? allFlows;
  // Shown in pg_stat_activity: how other processes tell that this one is alive.
  const instance = `bursar-${process.pid}-${randomBytes(4).toString('hex')}`;
  const database = openDatabase({ url: options.databaseUrl, instance });
  await migrateAll(database, flows);

  const journal = await createJournal({
    database,
    clock,
    guard: peopleGuard,
    writeEffects,
    onBug: (err, command) =>
      log.error({ err, kind: command.kind, key: command.key }, 'a command failed for a bug'),
    ...(options.tree === undefined ? {} : { tree: options.tree }),
    given: {
      [RULE_KINDS]: collectRuleKinds(flows.flatMap((flow) => flow.rules ?? [])),
      ...(options.policy === false ? { [POLICY_OFF]: true } : {}),
    },
  });
  const vault = await createVault({ database, keys: parseVaultKeys(config.vaultKey), clock });
  const sendSms = createSmsSender({ url: config.bankUrl, secret: config.bankSecret, clock });
  const people = await createPeople({ config, database, journal, vault, clock, log, sendSms });
  const gateway = createGateway({ config, database, journal, vault, clock, log });
  const passkeys = createPasskeys({ config, database, journal, people, vault, clock, log });
  const challenges = createChallenges({ database, journal, people, passkeys, vault, sendSms, clock });
  const ground: Ground = { config, log, clock, database, journal, people, vault, gateway, challenges };

  const watchable = () => Object.assign({}, ...parts.map((part) => part.watchable ?? {}));
  const events = createEvents(ground, { watchable });
  const explain = createExplainer(ground);
  const parts = [
    people.parts,
    addressesParts({ database, journal }),
    gateway.parts,
    passkeys.parts,
    createPush({ config, database, journal, vault, clock, log }),
    challenges.parts,
    events,
    ...flows.map((flow) => flow.build(ground)),
    ...(config.mode === 'demo' ? [demoParts(ground, explain)] : []),
  ];
  const operation = operationParts(ground, { http: () => http, explain });
  parts.push(operation);
  const routes: RouteSpec[] = parts.flatMap((part) => part.routes ?? []);
  const prompter = createPrompter(ground);
  const http = await createHttp({
    routes,
    authenticate: people.authenticate,
    prompt: prompter,
    log,
    proxies: config.proxies,
    pages: (app) =>
      registerPages(app, {
        root: fileURLToPath(new URL('../web/dist', import.meta.url)),
        frames: [new URL(config.bankUrl).origin],
      }),
  });

  for (const part of parts) await part.start?.();
  const jobs = await startJobs({
    database,
    instance,
    tasks: Object.assign({}, ...parts.map((part) => part.tasks ?? {})),
    timers: options.timers === false ? [] : parts.flatMap((part) => part.timers ?? []),
    log,
  });
  const url = await http.listen(config.port, config.host);
  for (const part of parts)
    part.onListening?.(url).catch((err: unknown) => log.warn({ err }, 'background start failed'));
  return {
    url,
    ground,
    http,
    async stop() {
      await http.close();
      await jobs.stop();
      for (const part of [...parts].reverse()) await part.stop?.();
      await journal.stop();
      await database.close();
    },
  };
}
