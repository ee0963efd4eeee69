/**
 * Writes sdk/src/types.gen.ts: the types of every operation, from the server's own contracts by way of /openapi.json.
 * Run it after a contract has changed: `node --import tsx scripts/sdk-types.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

type Content = { readonly content?: { readonly 'application/json'?: { readonly schema?: JSONSchema } } };
type Operation = {
  readonly summary?: string;
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema: JSONSchema }[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
};
export type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: {
      readonly Problem: { readonly properties: { readonly code: { examples: string[] } } };
    };
  };
};

export const TYPES_FILE = fileURLToPath(new URL('../sdk/src/types.gen.ts', import.meta.url));

const BANNER = `// Made by scripts/sdk-types.ts from the server's contracts. Do not edit: run the script after a contract has changed.`;

/** \`POST /v1/orders\`, ...: every operation that the document lists, sorted. */
export function operationsOf(document: OpenApi): string[] {
  return Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** One interface with a member per operation: params, query, body and reply; and the codes of refusals. */
export async function makeTypes(document: OpenApi): Promise<string> {
  const properties: Record<string, JSONSchema> = {};
  for (const name of operationsOf(document)) {
    const [method = '', path = ''] = name.split(' ');
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (!operation) continue;
    const body = operation.requestBody?.content?.['application/json']?.schema;
    properties[name] = strictObject(
      {
        params: parametersOf(operation, 'path'),
        query: parametersOf(operation, 'query'),
        ...(body ? { body } : {}),
        reply: replyOf(operation),
      },
      operation.summary,
    );
  }
  const schema = strictObject(properties, 'Every operation of the API, by method and path.');
  const operations = await compile(schema, 'Operations', {
    additionalProperties: false,
    bannerComment: BANNER,
    declareExternallyReferenced: true,
    ignoreMinAndMaxItems: true,
    format: true,
    style: { singleQuote: true, printWidth: 110 },
    unknownAny: true,
  });
  const codes = document.components.schemas.Problem.properties.code.examples;
  return `${operations}
/** Every code of a refusal that this version of the server knows. */
export type RefusalCode =\n${codes.map((code) => `  | '${code}'`).join('\n')};\n`;
}

function strictObject(properties: Record<string, JSONSchema>, description?: string): JSONSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    required: Object.keys(properties),
    ...(description ? { description } : {}),
  };
}

function parametersOf(operation: Operation, where: 'path' | 'query'): JSONSchema {
  const found = (operation.parameters ?? []).filter((parameter) => parameter.in === where);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(found.map(({ name, schema }) => [name, withoutDefault(schema)])),
    required: found.filter(({ required }) => required).map(({ name }) => name),
  };
}

/** A default makes the generator think that the value is always there. */
function withoutDefault(schema: JSONSchema): JSONSchema {
  const { default: _default, ...rest } = schema;
  return rest;
}

function replyOf(operation: Operation): JSONSchema {
  const [status, first] = Object.entries(operation.responses ?? {}).find(([one]) => /^2/.test(one)) ?? [];
  if (status === '204') return { tsType: 'undefined' };
  return first?.content?.['application/json']?.schema ?? { tsType: 'unknown' };
}

/** The document of a whole server on a database of its own. */
export async function readDocument(): Promise<OpenApi> {
  const { createWorld } = await import('../server/testing/world.ts');
  const world = await createWorld();
  try {
    const response = await fetch(`${world.app.url}/openapi.json`);
    return (await response.json()) as OpenApi;
  } finally {
    await world.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const document = await readDocument();
  await writeFile(TYPES_FILE, await makeTypes(document));
  process.stdout.write(`${operationsOf(document).join('\n')}\n`);
}
