/**
 * Holds real answers against the OpenAPI document: status, content type and every field. A field that the document does not
 * name is wrong too: a client that was generated from it would not know of it.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Documented = {
  readonly content?: Readonly<Record<string, { readonly schema?: Json }>>;
  readonly $ref?: string;
};
export type OpenApiDocument = {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Documented>> }>>>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, Documented>>;
  };
};

export type GivenAnswer = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly text: string;
};
/** Throws when the answer is not what the document says of this route. */
export type AnswerCheck = (answer: GivenAnswer) => void;

/** Of routes under /v1 alone: the others are pages and signs of life, for people and machines that read no document. */
export function createAnswerCheck(document: OpenApiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  const validators = new Map<string, ReturnType<typeof ajv.compile>>();
  const routes = Object.keys(document.paths)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }))
    // A fixed word goes before a parameter.
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

  /** Of all routes when there is no such route: refusals look alike everywhere. */
  function documented(path: string | undefined, method: string, status: number): Documented | undefined {
    if (path === undefined) return status === 404 ? document.components.responses.Problem : undefined;
    const responses = document.paths[path]?.[method]?.responses ?? {};
    const found = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
    const name = found?.$ref?.split('/').at(-1);
    return name === undefined ? found : document.components.responses[name];
  }

  return (answer) => {
    const pathname = answer.path.replace(/[?#].*$/, '');
    if (!pathname.startsWith('/v1/')) return;
    const method = answer.method.toLowerCase();
    const route = routes.find(
      ({ path, pattern }) => pattern.test(pathname) && document.paths[path]?.[method],
    );
    const name = `${answer.method} ${route?.path ?? pathname} ${answer.status}`;
    const found = documented(route?.path, method, answer.status);
    if (!found) throw new Error(`${name}: not in the OpenAPI document`);
    const type = answer.type.split(';')[0] ?? '';
    if (answer.text === '' && !found.content) return;
    const schema = found.content?.[type]?.schema;
    if (schema === undefined)
      throw new Error(`${name}: not in the OpenAPI document as ${type || 'an empty answer'}`);
    const validate = validators.get(name) ?? ajv.compile(closed(schema, document) as object);
    validators.set(name, validate);
    if (!validate(JSON.parse(answer.text)))
      throw new Error(`${name}: not as the OpenAPI document says: ${ajv.errorsText(validate.errors)}`);
  };
}

/** The schema with its references resolved, and no field besides those that it names. */
function closed(schema: Json, document: OpenApiDocument): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => closed(one, document));
  if (schema === null || typeof schema !== 'object') return schema;
  const parts = schema as { readonly [name: string]: Json };
  if (typeof parts.$ref === 'string')
    return closed(document.components.schemas[parts.$ref.split('/').at(-1) ?? ''] ?? false, document);
  const copy = Object.fromEntries(Object.entries(parts).map(([name, one]) => [name, closed(one, document)]));
  return parts.properties !== undefined && parts.additionalProperties === undefined
    ? { ...copy, additionalProperties: false }
    : copy;
}
