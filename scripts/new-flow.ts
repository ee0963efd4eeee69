/**
 * npm run new-flow <slug>: writes the folder of a flow that already runs (one record, two routes) with tests that fail
 * until its story is written, and adds its two lines to server/flows.ts. It never touches a folder that exists.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from './source.ts';

const slug = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || slug.length > 40) {
  console.error(
    'Usage: npm run new-flow <slug>     lower-case words joined by hyphens, e.g. coupon-verification',
  );
  process.exit(1);
}
const folder = join(root, 'server/flows', slug);
if (existsSync(folder)) {
  console.error(`server/flows/${slug} exists already.`);
  process.exit(1);
}

const camel = slug.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const pascal = camel.charAt(0).toUpperCase() + camel.slice(1);
const schema = slug.replaceAll('-', '_');
/** The prefix of its ids: letters only. */
const prefix = slug.replace(/[^a-z]/g, '');

const files: Readonly<Record<string, string>> = {
  'README.md': `# ${slug}: (one line that a clerk would understand)

**Who**: (who acts, who is told).
**What**: (what changes, in one sentence).
**Why**: (what was hard without it).

\`\`\`mermaid
stateDiagram-v2
  [*] --> open
  open --> done
  open --> cancelled
  done --> [*]
  cancelled --> [*]
\`\`\`

| Where                      | What                                                |
| -------------------------- | --------------------------------------------------- |
| \`contract.ts\`              | bodies, replies, refusal codes                      |
| \`rules.ts\`                 | states, guards, decisions (pure)                    |
| \`commands.ts\`              | which facts are loaded, what is written             |
| \`storage.ts\`, \`schema.sql\` | the record                                          |
| \`routes.ts\`                | HTTP                                                |
`,
  'contract.ts': `/** What \`${slug}\` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { schemas } from '../../mechanisms/http/index.ts';

const { IdOf, NoteSchema, OneOf, Strict, TimeSchema } = schemas;

// Refusal codes of this flow's own: \`defineRefusals({ CODE: { status, text } })\`, their words in error-prompts/catalogue.ts.

export const Create${pascal} = Strict({ note: Type.Optional(NoteSchema) });
export type Create${pascal}Body = Static<typeof Create${pascal}>;

export const ${pascal}Reply = Type.Object({
  id: IdOf('${prefix}'),
  state: OneOf(['open', 'done', 'cancelled']),
  note: Type.String(),
  createdAt: TimeSchema,
});
export type ${pascal}View = Static<typeof ${pascal}Reply>;
`,
  'rules.ts': `/** States and decisions of \`${slug}\`. Pure: facts in, the next record out. */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import type { Instant } from '../../kernel/time.ts';
import type { ${pascal}Record } from './storage.ts';

export type ${pascal}State = 'open' | 'done' | 'cancelled';

export const ${camel}Machine = machine<${pascal}State>({
  open: ['done', 'cancelled'],
  done: [],
  cancelled: [],
});

export type Open${pascal}Facts = {
  readonly id: Id<'${prefix}'>;
  readonly person: Id<'person'>;
  readonly note: string;
  readonly now: Instant;
};

/** Guards first, one per line, in order of precedence: \`if (...) refuse('CODE')\`. */
export function open${pascal}({ id, person, note, now }: Open${pascal}Facts): ${pascal}Record {
  // From here the command must succeed.
  return { id, person, state: 'open', note, createdAt: now };
}
`,
  'schema.sql': `-- The records of ${slug}.
create schema ${schema};

create table ${schema}.${schema} (
  id uuid primary key,
  person uuid not null,
  state text not null check (state in ('open', 'done', 'cancelled')),
  note text not null,
  created_at timestamptz not null
);
`,
  'storage.ts': `/** The records of \`${slug}\`. */
import { uuidOfId } from '../../kernel/id.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  type TableRow,
} from '../../mechanisms/database/index.ts';
import type { ${pascal}State } from './rules.ts';

export const ${camel}Records = defineTable({
  name: '${schema}.${schema}',
  key: 'id',
  columns: {
    id: column.id('${prefix}'),
    person: column.id('person'),
    state: column.text<${pascal}State>(),
    note: column.text(),
    createdAt: column.time(),
  },
});
export type ${pascal}Record = TableRow<typeof ${camel}Records>;

export async function find${pascal}(db: Queryable, id: string): Promise<${pascal}Record | undefined> {
  const text = \`select \${columnList(${camel}Records)} from ${schema}.${schema} t where id = $1\`;
  return (await queryRows(db, ${camel}Records, text, [uuidOfId(id)]))[0];
}
`,
  'commands.ts': `/** The commands of \`${slug}\`: load the facts, ask the rules, write the record. */
import type { Id } from '../../kernel/id.ts';
import { isoTime } from '../../kernel/time.ts';
import { defineCommand, put } from '../../mechanisms/journal/index.ts';
import type { ${pascal}View } from './contract.ts';
import { open${pascal} } from './rules.ts';
import { type ${pascal}Record, ${camel}Records } from './storage.ts';

export type Create${pascal}Command = { readonly person: Id<'person'>; readonly note: string };

export const create${pascal} = defineCommand<Create${pascal}Command, ${pascal}View>({
  kind: '${slug}.create',
  // Facts are loaded for a whole batch: async load(loader, commands) { await loader.fetch(table, keys) }
  decide(_view, { body }, context) {
    const record = open${pascal}({ id: context.newId('${prefix}'), ...body, now: context.now });
    const reply = ${camel}View(record);
    return {
      changes: [put(${camel}Records, record)],
      events: [{ type: '${slug}.created', object: record.id, audience: [record.person], data: reply }],
      reply,
    };
  },
});

export function ${camel}View(record: ${pascal}Record): ${pascal}View {
  return { id: record.id, state: record.state, note: record.note, createdAt: isoTime(record.createdAt) };
}
`,
  'routes.ts': `/** \`${slug}\` over HTTP. */
import { refuse } from '../../kernel/refusal.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import { askedBy, bodyOf, commandAnswer, type RouteSpec, schemas, signedIn } from '../../mechanisms/http/index.ts';
import { create${pascal}, ${camel}View } from './commands.ts';
import { Create${pascal}, type Create${pascal}Body, ${pascal}Reply } from './contract.ts';
import { find${pascal} } from './storage.ts';

export function ${camel}Routes(ground: Ground): RouteSpec[] {
  return [
    {
      method: 'POST',
      path: '/v1/${slug}',
      summary: '(what it does)',
      tag: '${slug}',
      callers: ['person'],
      body: Create${pascal},
      replies: { 201: ${pascal}Reply },
      async handle(request) {
        const { person } = signedIn(request);
        const outcome = await ground.journal.submit(create${pascal}, {
          ...askedBy(request),
          body: { person, note: bodyOf<Create${pascal}Body>(request).note ?? '' },
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'GET',
      path: '/v1/${slug}/:id',
      summary: '(whose it is)',
      tag: '${slug}',
      callers: ['person'],
      params: schemas.Strict({ id: schemas.IdOf('${prefix}') }),
      replies: { 200: ${pascal}Reply },
      async handle(request) {
        const record = await find${pascal}(ground.database.pool, request.params.id ?? '');
        if (record?.person !== signedIn(request).person) refuse('NOT_FOUND');
        return { body: ${camel}View(record) };
      },
    },
  ];
}
`,
  'index.ts': `/** (what \`${slug}\` is, in one sentence). */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { ${camel}Routes } from './routes.ts';

export const ${camel}Flow = defineFlow({
  slug: '${slug}',
  migrations: [migrationFile('${slug}/001', new URL('./schema.sql', import.meta.url))],
  build: (ground) => ({ routes: ${camel}Routes(ground) }),
});
`,
  'rules.test.ts': `/** The rules of \`${slug}\` as tables: every transition, every refusal, both sides of each limit. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { ${camel}Machine } from './rules.ts';

test('a final state is final', () => {
  for (const state of ['done', 'cancelled'] as const) assert.ok(${camel}Machine.isFinal(state));
});

test('the rules of ${slug}', () => {
  assert.fail('${slug}: write the table of its rules here, a line for each transition, refusal and limit');
});
`,
  'flow.test.ts': `/** The story of \`${slug}\` against a real server and a real database. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.stop());

test('a person makes one and finds it again', async () => {
  const ana = await world.person('Ana');
  const made = await ana.api.post('/v1/${slug}', { note: 'first' });
  assert.equal(made.status, 201);
  const found = await ana.api.get(\`/v1/${slug}/\${String(made.body.id)}\`);
  assert.deepEqual(found.body, made.body);
});

test('the story of ${slug}', async () => {
  await world.checkBooks();
  assert.fail('${slug}: write its story here: balances, states, audit, and that nothing else happened');
});
`,
};

mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
writeFileSync(join(root, 'server/flows.ts'), addFlow(read('server/flows.ts')));

// The alphabet decides the order of imports, and the name's length where a line breaks.
spawnSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', folder], {
  cwd: root,
  stdio: 'ignore',
});
const { referencePages } = await import('./pages.ts');
for (const [path, text] of await referencePages()) writeFileSync(join(root, path), text);

console.log(`server/flows/${slug} is there, and its two lines in server/flows.ts.`);
console.log(
  'Next: its README, then the table in rules.test.ts and the story in flow.test.ts, which fail until written.',
);
process.exit(0);

/** Both lines go where the alphabet wants them. */
function addFlow(text: string): string {
  const lines = text.split('\n');
  insertSorted(
    lines,
    /^import \{ \w+Flow \} from/,
    `import { ${camel}Flow } from './flows/${slug}/index.ts';`,
    (line) => line.split("'")[1] ?? '',
  );
  insertSorted(lines, /^ {2}\w+Flow,$/, `  ${camel}Flow,`, (line) => line.trim());
  return lines.join('\n');
}

function insertSorted(lines: string[], like: RegExp, line: string, keyOf: (line: string) => string): void {
  const places = lines.flatMap((one, i) => (like.test(one) ? [i] : []));
  const last = places.at(-1);
  if (last === undefined) throw new Error('server/flows.ts has lost its shape');
  const next = places.find((i) => keyOf(lines[i] ?? '') > keyOf(line));
  lines.splice(next ?? last + 1, 0, line);
}
