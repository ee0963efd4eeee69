/** Operation: health, metrics, the check of the books, and what the operator's console shows. */
import type { FlowParts, Ground } from '../flow/index.ts';
import type { HttpServer } from '../http/index.ts';
import { healthRoutes } from './health.ts';

export { logOptions } from './log.ts';

export function operationParts(ground: Ground, _http: () => HttpServer): FlowParts {
  return { routes: [...healthRoutes(ground)] };
}
