/** Operation: health, metrics, the check of the books, and what the operator's console shows. */
import type { FlowParts, Ground } from '../flow/index.ts';
import type { HttpServer } from '../http/index.ts';
import { createBooksKeeper } from './books.ts';
import { consoleRoutes } from './console-routes.ts';
import { healthRoutes } from './health.ts';
import { type ExplainRefusal, journalRoutes } from './journal-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { metricsRoute } from './metrics.ts';
import { createNames } from './names.ts';
import { createSeries } from './series.ts';

export { reportGauge } from './gauges.ts';
export type { ExplainRefusal } from './journal-routes.ts';
export { logOptions } from './log.ts';

const SAMPLE_EVERY_MS = 5_000;

export function operationParts(
  ground: Ground,
  outer: { http: () => HttpServer; explain: ExplainRefusal },
): FlowParts {
  const { database, journal, clock, config, log } = ground;
  const books = createBooksKeeper({ database, journal, clock, log });
  const series = createSeries({ database, journal, clock, currency: config.currency });
  const names = createNames((id) => ground.people.displayName(id));
  return {
    routes: [
      ...healthRoutes(ground),
      metricsRoute(ground, { http: outer.http, books }),
      ...consoleRoutes(ground, { books, series }),
      ...journalRoutes(ground, names, outer.explain),
      ...ledgerRoutes(ground, names),
    ],
    timers: [books.timer, { name: 'operation.sample', everyMs: SAMPLE_EVERY_MS, run: series.sample }],
    onListening: () => series.start(),
    async stop() {
      series.stop();
    },
  };
}
