/**
 * What the OpenAPI document says beyond the routes' own schemas: headers, refusals, streams. Written over what the swagger
 * plugin has made of them, so that clients which are generated from it know all that a client can meet.
 */
import { allRefusals } from '../../kernel/refusal.ts';
import { isCommand, MAX_KEY_LENGTH, MAX_WAIT_MS, type RouteSpec } from './route.ts';
import { ProblemSchema } from './schema.ts';

type Part = Record<string, unknown>;
type Operation = {
  operationId?: string;
  parameters?: Part[];
  responses: Record<string, Part & { content?: Record<string, Part> }>;
};
type Document = { components: Part; paths: Record<string, Record<string, Operation>> };

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'Done, or found',
  201: 'Made',
  202: 'Taken; it goes on by itself',
  204: 'Done; there is nothing to say',
};

/** Changes the document in place. */
export function completeDocument(made: object, routes: readonly RouteSpec[]): void {
  // The plugin's own types leave everything open.
  const document = made as Document;
  Object.assign(document.components, components());
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[route.method.toLowerCase()];
    if (operation) completeOperation(operation, route);
  }
}

function completeOperation(operation: Operation, route: RouteSpec): void {
  operation.operationId = operationId(route);
  const headers = ['AcceptLanguage'];
  if (isCommand(route)) headers.push('IdempotencyKey');
  if (route.waits) headers.push('Wait');
  if (route.callers.includes('staff')) headers.push('Merchant');
  if (route.streams) headers.push('LastEventId');
  operation.parameters = [...(operation.parameters ?? []), ...headers.map(refTo('parameters'))];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === 'Default Response') response.description = DESCRIPTIONS[status] ?? 'Done';
    if (isCommand(route)) response.headers = { 'Idempotency-Hit': refTo('headers')('IdempotencyHit') };
    if (route.streams)
      response.content = { ...response.content, 'text/event-stream': { schema: { type: 'string' } } };
  }
  const problem = refTo('responses')('Problem');
  Object.assign(operation.responses, { '4XX': problem, '5XX': problem });
}

/** `POST /v1/orders/:id/pay` is `postOrdersByIdPay`. */
function operationId({ method, path }: RouteSpec): string {
  const words = path
    .replace(/^\/v1\//, '')
    .replace(/:(\w+)/g, 'by-$1')
    .split(/[/-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + words.join('');
}

const refTo = (kind: string) => (name: string) => ({ $ref: `#/components/${kind}/${name}` });

function components(): Record<string, unknown> {
  const text = { type: 'string' };
  const code = { ...ProblemSchema.properties.code, examples: [...allRefusals().keys()].sort() };
  return {
    schemas: { Problem: { ...ProblemSchema, properties: { ...ProblemSchema.properties, code } } },
    responses: {
      Problem: {
        description: 'Refused, or failed: decide by `code`',
        headers: {
          'Retry-After': refTo('headers')('RetryAfter'),
          'Idempotency-Hit': refTo('headers')('IdempotencyHit'),
        },
        content: { 'application/problem+json': { schema: refTo('schemas')('Problem') } },
      },
    },
    headers: {
      RetryAfter: {
        description: 'Seconds after which the same request may succeed',
        schema: { type: 'integer' },
      },
      IdempotencyHit: {
        description: '`true`: this key was used before, and this is its first answer again',
        schema: { ...text, const: 'true' },
      },
    },
    parameters: {
      AcceptLanguage: {
        name: 'Accept-Language',
        in: 'header',
        description: 'The language of `prompt`: `en` or `zh`',
        schema: text,
      },
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        required: true,
        description: "Yours, made before the first attempt. It is kept for ever, and is no other caller's",
        schema: { ...text, minLength: 1, maxLength: MAX_KEY_LENGTH },
      },
      Wait: {
        name: 'Prefer',
        in: 'header',
        description: `\`wait=10\`: answer when the bank has, at most so many seconds later; up to ${MAX_WAIT_MS / 1_000}`,
        schema: text,
      },
      Merchant: {
        name: 'Bursar-Merchant',
        in: 'header',
        description: 'With a session token: for which merchant one acts, as its staff',
        schema: text,
      },
      LastEventId: {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'Of a stream: go on after this event',
        schema: text,
      },
    },
  };
}
