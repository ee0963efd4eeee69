import { createDatabase, startPostgres } from '@bursar/postgres';
import { closedLoop, percentile } from './load.ts';
import { buildTown, makeOrders, openPaymentSessions, payLanes, startServer } from './town.ts';

const pg = await startPostgres({ dataDir: '/tmp/bench-pg' });
const url = await createDatabase(pg.url, `bench${Date.now()}`);
const town = await buildTown(url, 4801, { payers: 256, merchants: 100 });
const t = performance.now();
const orders = await makeOrders(town, town.merchants, Number(process.env.N ?? 60000));
console.log('orders/s', ((orders.length / (performance.now() - t)) * 1000).toFixed(0));
await town.app.stop();
const server = await startServer(url, 4802);
await openPaymentSessions(4802, town.payers);
for (let i = 0; i < 3; i++) {
  const u0 = await server.usage();
  const c0 = process.cpuUsage();
  const r = await closedLoop(4802, payLanes(town.payers, orders), 4);
  const u1 = await server.usage();
  const c1 = process.cpuUsage(c0);
  console.log(
    'payments/s',
    r.perSecond.toFixed(0),
    'failed',
    r.failed,
    r.firstFailure ?? '',
    'p50',
    percentile(r.latencies, 0.5).toFixed(1),
    'p99',
    percentile(r.latencies, 0.99).toFixed(1),
    'server us',
    (((u1.cpuMs - u0.cpuMs) * 1000) / r.answered).toFixed(1),
    'load us',
    ((c1.user + c1.system) / r.answered).toFixed(1),
    (u1 as any).stats,
  );
}
await server.stop();
await pg.stop();
