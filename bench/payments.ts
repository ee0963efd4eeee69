/** Payments over HTTP: the full pipeline against TPC-B, one merchant against many, tree on against off, latency at half rate. */
import type { Id } from '../server/kernel/id.ts';
import { closedLoop, type LoadResult, openLoop, percentile } from './load.ts';
import { median, print } from './report.ts';
import { type BenchServer, openPaymentSessions, payLanes, type Town } from './town.ts';
import type { Baseline } from './tpcb.ts';

const MAX_PER_SECOND = 15_000;
const STRETCHES_PER_ROUND = 6;
const WARM_SECONDS = 3;

type Side = { readonly server: BenchServer; readonly town: Town };

/** One stretch, ready to be loaded. Orders are made first, in the server; the load itself is all that is timed. */
async function prepare(
  { server, town }: Side,
  merchants: readonly Id<'merchant'>[],
  seconds: number,
): Promise<() => Promise<LoadResult>> {
  const orders = await server.orders(merchants, Math.ceil(seconds * MAX_PER_SECOND));
  return async () => {
    const result = await closedLoop(server.port, payLanes(town.payers, orders), seconds);
    if (result.failed > 0) throw new Error(`${result.failed} payments failed: ${result.firstFailure}`);
    if (orders.length === 0) throw new Error('the orders ran out: raise MAX_PER_SECOND');
    return result;
  };
}

/** One measured stretch. */
async function stretch(
  server: BenchServer,
  town: Town,
  merchants: readonly Id<'merchant'>[],
  seconds: number,
): Promise<LoadResult & { serverUs: number }> {
  const load = await prepare({ server, town }, merchants, seconds);
  const before = await server.usage();
  const result = await load();
  const after = await server.usage();
  return { ...result, serverUs: ((after.cpuMs - before.cpuMs) * 1_000) / result.answered };
}

const rate = (value: number) => `${value.toFixed(0)}/s`;
const ms = (value: number) => `${value.toFixed(1)} ms`;
const sorted = (ratios: readonly number[]) =>
  [...ratios]
    .sort((a, b) => a - b)
    .map((ratio) => ratio.toFixed(2))
    .join(' ');

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
  const seconds = Math.ceil(options.seconds / 2);
  const pairs = await byTurns(
    options.rounds * 2,
    () => stretch(server, town, town.merchants, seconds),
    () => baseline.run(seconds),
  );
  const [ours, theirs] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
  const ratios = pairs.map(([one, other]) => one.perSecond / other);
  const best = median(ours.map((one) => one.perSecond));
  print({ name: 'baseline', text: `${baseline.name}: ${theirs.map(rate).join(', ')}` });
  print({
    name: 'payments over HTTP',
    text: `${ours.map((one) => rate(one.perSecond)).join(', ')}; p50 ${ms(median(ours.map((one) => percentile(one.latencies, 0.5))))}, server ${median(ours.map((one) => one.serverUs)).toFixed(0)} us of processor each`,
  });
  print({
    name: 'payments / TPC-B',
    text: `pairs ${sorted(ratios)}`,
    ratio: median(ratios),
    goal: 3,
  });
  return best;
}

/** On a machine whose speed wanders: many short stretches, in pairs side by side, the order turned round from pair to pair. */
async function byTurns<Left, Right>(
  count: number,
  left: () => Promise<Left>,
  right: () => Promise<Right>,
): Promise<[Left, Right][]> {
  const pairs: [Left, Right][] = [];
  for (let pair = 0; pair < count; pair++) {
    if (pair % 2 === 0) pairs.push([await left(), await right()]);
    else {
      const other = await right();
      pairs.push([await left(), other]);
    }
  }
  return pairs;
}

/** Two things that differ little: the median of the pairs' ratios, all of them printed. */
async function inPairs(
  name: string,
  options: { rounds: number; seconds: number },
  measured: (seconds: number) => Promise<LoadResult>,
  against: (seconds: number) => Promise<LoadResult>,
): Promise<void> {
  const seconds = options.seconds / STRETCHES_PER_ROUND;
  const pairs = await byTurns(
    options.rounds * STRETCHES_PER_ROUND,
    async () => (await measured(seconds)).perSecond,
    async () => (await against(seconds)).perSecond,
  );
  const ratios = pairs.map(([left, right]) => left / right);
  const middle = (of: 0 | 1) => rate(median(pairs.map((pair) => pair[of])));
  print({
    name,
    text: `${middle(0)} against ${middle(1)}; pairs ${sorted(ratios)}`,
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

/**
 * Two servers that differ little, under load at the same time: whatever slows the machine slows both. The median of the
 * rounds' ratios, all of them printed.
 */
async function atOnce(
  name: string,
  options: { rounds: number; seconds: number },
  left: Side,
  right: Side,
): Promise<void> {
  const rates: [number, number][] = [];
  for (let round = 0; round < options.rounds; round++) {
    const results = await loadBoth(left, right, options.seconds);
    rates.push([results[0].perSecond, results[1].perSecond]);
  }
  const ratios = rates.map(([one, other]) => one / other);
  const middle = (of: 0 | 1) => rate(median(rates.map((pair) => pair[of])));
  print({
    name,
    text: `at once ${middle(0)} and ${middle(1)}; ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`,
    ratio: median(ratios),
    goal: 0.95,
  });
}

async function loadBoth(left: Side, right: Side, seconds: number): Promise<[LoadResult, LoadResult]> {
  const first = await prepare(left, left.town.merchants, seconds);
  const second = await prepare(right, right.town.merchants, seconds);
  return Promise.all([first(), second()]);
}

async function warmUp(left: Side, right: Side): Promise<void> {
  for (const { server, town } of [left, right]) await openPaymentSessions(server.port, town.payers);
  await loadBoth(left, right, WARM_SECONDS);
}

export async function treeOnAgainstOff(
  on: Side,
  off: Side,
  options: { rounds: number; seconds: number },
): Promise<void> {
  await warmUp(on, off);
  await atOnce('tree on / tree off', options, on, off);
}

/** Payments that need no approval: by people without rules, and by people whose rule judges each and asks for nothing. */
export async function policyOnAgainstOff(
  on: Side,
  off: Side,
  options: { rounds: number; seconds: number },
): Promise<void> {
  await warmUp(on, off);
  await atOnce('policy on / off, no rules', options, on, off);
  await on.server.rules(on.town.payers.map(({ id }) => id));
  await atOnce('policy on / off, idle rules', options, on, off);
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
