/**
 * The server as the benchmarks run it: a process of its own, production settings, the tree switched off on request.
 * Orders are made in here, as they would be by requests to it: what a server has just written it need not read again.
 */
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { startApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { createOrder } from '../server/flows/checkout/index.ts';
import type { Id } from '../server/kernel/id.ts';
import { systemClock } from '../server/kernel/time.ts';
import { setRule } from '../server/mechanisms/challenges/index.ts';
import { defineCommand } from '../server/mechanisms/journal/index.ts';

export type ServerAsk =
  | { readonly ask: 'rules'; readonly people: readonly Id<'person'>[] }
  | { readonly ask: 'usage' }
  | { readonly ask: 'orders'; readonly merchants: readonly Id<'merchant'>[]; readonly count: number };

const MONTH_MS = 30 * 86_400_000;
const AT_ONCE = 5_000;
const IDLE = { above: { minor: '900000000000', currency: 'CNY' }, devices: [] };

const config = readConfig(process.env);
const app = await startApp({
  config,
  databaseUrl: config.databaseUrl ?? '',
  clock: systemClock,
  log: pino({ level: 'error' }),
  tree: process.env.BENCH_TREE !== 'off',
  policy: process.env.BENCH_POLICY !== 'off',
});

/** Open orders of one cent each, by the command behind `POST /v1/orders`, round robin over the merchants. */
async function makeOrders(merchants: readonly Id<'merchant'>[], count: number): Promise<string[]> {
  const made: string[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - at);
    const outcomes = await Promise.all(
      Array.from({ length: size }, (_, i) =>
        app.ground.journal.submit(createOrder, {
          key: randomUUID(),
          actor: { id: 'platform' },
          body: {
            merchant: merchants[(at + i) % merchants.length] as Id<'merchant'>,
            merchantReference: randomUUID(),
            description: '',
            currency: 'CNY',
            lines: [{ item: 'Tea', unitPrice: '1', quantity: 1, stock: null }],
            expiresInMs: MONTH_MS,
          },
        }),
      ),
    );
    for (const outcome of outcomes) made.push(outcome.reply().id);
  }
  return made;
}

const setIdleRule = defineCommand<{ readonly person: Id<'person'> }, object>({
  kind: 'bench.rule',
  decide: (view, { body: { person } }, context) => ({
    changes: setRule(view, context, { person, kind: 'second-device', setBy: 'platform', params: IDLE }),
    reply: {},
  }),
});

/** A rule for each that judges every payment and asks for nothing. */
async function makeRules(people: readonly Id<'person'>[]): Promise<number> {
  const made = people.map((person) =>
    app.ground.journal.submit(setIdleRule, { key: person, actor: { id: 'platform' }, body: { person } }),
  );
  return (await Promise.all(made)).length;
}

process.on('message', async (message: ServerAsk) => {
  if (message.ask === 'rules') {
    process.send?.(await makeRules(message.people));
    return;
  }
  if (message.ask === 'orders') {
    process.send?.(await makeOrders(message.merchants, message.count));
    return;
  }
  const cpu = process.cpuUsage();
  process.send?.({ cpuMs: (cpu.user + cpu.system) / 1_000, stats: app.ground.journal.stats });
});
let isEnding = false;
function end(): void {
  if (isEnding) return;
  isEnding = true;
  void app.stop().finally(() => process.exit(0));
}
process.on('SIGTERM', end);
// The benchmark is gone, by whatever death: nobody else would end this process.
process.on('disconnect', end);
process.send?.({ url: app.url });
