/** Payments over HTTP: the full pipeline against TPC-B, one merchant against many, tree on against off, latency at half rate. */
import type { Id } from '../server/kernel/id.ts';
import { closedLoop, type LoadResult, openLoop, percentile } from './load.ts';
import { median, print } from './report.ts';
import { type BenchServer, openPaymentSessions, payLanes, type Town } from './town.ts';
import type { Baseline } from './tpcb.ts';

const MAX_PER_SECOND = 15_000;
const STRETCHES_PER_ROUND = 6;
const WARM_SECONDS = 3;

/** One measured stretch. Orders are made first, in the server; the load itself is all that is timed. */
async function stretch(
  server: BenchServer,
  town: Town,
  merchants: readonly Id<'merchant'>[],
  seconds: number,
): Promise<LoadResult & { serverUs: number }> {
  const orders = await server.orders(merchants, Math.ceil(seconds * MAX_PER_SECOND));
  const before = await server.usage();
  const result = await closedLoop(server.port, payLanes(town.payers, orders), seconds);
  const after = await server.usage();
  if (result.failed > 0) throw new Error(`${result.failed} payments failed: ${result.firstFailure}`);
  if (orders.length === 0) throw new Error('the orders ran out: raise MAX_PER_SECOND');
  return { ...result, serverUs: ((after.cpuMs - before.cpuMs) * 1_000) / result.answered };
}

const rate = (value: number) => `${value.toFixed(0)}/s`;
const ms = (value: number) => `${value.toFixed(1)} ms`;

export async function paymentsAgainstTpcb(
  server: BenchServer,
  town: Town,
  baseline: Baseline,
  options: { rounds: number; seconds: number },
): Promise<number> {
  await openPaymentSessions(server.port, town.payers);
  // Both have run before they are measured: the first stretch of either is not like the others.
  await stretch(server, town, town.merchants, WARM_SECONDS);
  await baseline.run(WARM_SECONDS);
  const ours: (LoadResult & { serverUs: number })[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    theirs.push(await baseline.run(options.seconds));
    ours.push(await stretch(server, town, town.merchants, options.seconds));
  }
  const ratios = ours.map((one, i) => one.perSecond / (theirs[i] ?? Number.NaN));
  const best = median(ours.map((one) => one.perSecond));
  print({ name: 'baseline', text: `${baseline.name}: ${theirs.map(rate).join(', ')}` });
  print({
    name: 'payments over HTTP',
    text: `${ours.map((one) => rate(one.perSecond)).join(', ')}; p50 ${ms(median(ours.map((one) => percentile(one.latencies, 0.5))))}, server ${median(ours.map((one) => one.serverUs)).toFixed(0)} us of processor each`,
  });
  print({
    name: 'payments / TPC-B',
    text: ratios.map((ratio) => ratio.toFixed(2)).join(', '),
    ratio: median(ratios),
    goal: 3,
  });
  return best;
}

/**
 * Two things that differ little, on a machine whose speed wanders: many short stretches, in pairs side by side, the order
 * turned round from pair to pair; the median of the pairs' ratios, all of them printed.
 */
async function inPairs(
  name: string,
  options: { rounds: number; seconds: number },
  measured: (seconds: number) => Promise<LoadResult>,
  against: (seconds: number) => Promise<LoadResult>,
): Promise<void> {
  const seconds = options.seconds / STRETCHES_PER_ROUND;
  const left: number[] = [];
  const right: number[] = [];
  for (let pair = 0; pair < options.rounds * STRETCHES_PER_ROUND; pair++) {
    if (pair % 2 === 0) left.push((await measured(seconds)).perSecond);
    right.push((await against(seconds)).perSecond);
    if (pair % 2 === 1) left.push((await measured(seconds)).perSecond);
  }
  const ratios = left.map((value, i) => value / (right[i] ?? Number.NaN));
  print({
    name,
    text: `${rate(median(left))} against ${rate(median(right))}; pairs ${[...ratios]
      .sort((a, b) => a - b)
      .map((ratio) => ratio.toFixed(2))
      .join(' ')}`,
    ratio: median(ratios),
    goal: 0.95,
  });
}

export async function oneMerchantAgainstMany(
  server: BenchServer,
  town: Town,
  options: { rounds: number; seconds: number },
): Promise<void> {
  await openPaymentSessions(server.port, town.payers);
  await stretch(server, town, town.merchants, WARM_SECONDS);
  await inPairs(
    `one merchant / ${town.merchants.length}`,
    options,
    (seconds) => stretch(server, town, town.merchants.slice(0, 1), seconds),
    (seconds) => stretch(server, town, town.merchants, seconds),
  );
}

export async function treeOnAgainstOff(
  on: { server: BenchServer; town: Town },
  off: { server: BenchServer; town: Town },
  options: { rounds: number; seconds: number },
): Promise<void> {
  await openPaymentSessions(on.server.port, on.town.payers);
  await openPaymentSessions(off.server.port, off.town.payers);
  for (const { server, town } of [on, off]) await stretch(server, town, town.merchants, WARM_SECONDS);
  await inPairs(
    'tree on / tree off',
    options,
    (seconds) => stretch(on.server, on.town, on.town.merchants, seconds),
    (seconds) => stretch(off.server, off.town, off.town.merchants, seconds),
  );
}

/** Payments that need no approval: by people without rules, and by people whose rule judges each and asks for nothing. */
export async function policyOnAgainstOff(
  on: { server: BenchServer; town: Town },
  off: { server: BenchServer; town: Town },
  options: { rounds: number; seconds: number },
): Promise<void> {
  await openPaymentSessions(on.server.port, on.town.payers);
  await openPaymentSessions(off.server.port, off.town.payers);
  await stretch(off.server, off.town, off.town.merchants, WARM_SECONDS);
  await stretch(on.server, on.town, on.town.merchants, WARM_SECONDS);
  for (const [name, prepare] of [
    ['policy on / off, no rules', async () => 0],
    ['policy on / off, idle rules', () => on.server.rules(on.town.payers.map(({ id }) => id))],
  ] as const) {
    await prepare();
    await inPairs(
      name,
      options,
      (seconds) => stretch(on.server, on.town, on.town.merchants, seconds),
      (seconds) => stretch(off.server, off.town, off.town.merchants, seconds),
    );
  }
}

export async function latencyAtHalfRate(
  server: BenchServer,
  town: Town,
  maximum: number,
  seconds: number,
): Promise<void> {
  await openPaymentSessions(server.port, town.payers);
  const target = maximum / 2;
  const orders = await server.orders(town.merchants, Math.ceil(target * seconds) + 1_000);
  const result = await openLoop(server.port, payLanes(town.payers, orders), target, seconds);
  if (result.failed > 0) throw new Error(`${result.failed} payments failed: ${result.firstFailure}`);
  print({
    name: 'latency at half the maximum',
    text: `open loop ${rate(target)}: p50 ${ms(percentile(result.latencies, 0.5))}, p99 ${ms(percentile(result.latencies, 0.99))}, max ${ms(percentile(result.latencies, 1))}, ${result.dropped} of ${result.due} dropped`,
  });
}
