/** Style rules that no other tool checks. A rule that is not here, in the types or in Biome is only a wish. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { findMachines, referencePages, refusalHomes, serverCode } from '../../scripts/pages.ts';
import { lineAt, placesOf, read, repositoryFiles, root, withoutComments } from '../../scripts/source.ts';
import { catalogue, type Texts } from '../flows/error-prompts/catalogue.ts';
import { allRefusals } from '../kernel/refusal.ts';

const files = repositoryFiles();
const isText = (path: string) => /\.(ts|tsx|mjs|js|css|html|sql|md|json|svg)$/.test(path);
const isCode = (path: string) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.gen.ts');
const isTest = (path: string) => /\.(test|e2e|fixture)\.tsx?$/.test(path);
const code = files.filter(isCode);

test('files stay small', () => {
  const MOST_LINES = 400;
  /** Longer ones, each with its reason. */
  const reasons: Readonly<Record<string, { most: number; why: string }>> = {
    'server/mechanisms/journal/committer.ts': {
      most: 560,
      why: 'the one loop in which every command is decided, read from top to bottom',
    },
    'server/app.ts': { most: 140, why: 'where everything meets must stay small' },
    'server/main.ts': { most: 80, why: 'where everything meets must stay small' },
  };
  const tooLong = code
    // Texts of screens and tables of cases are lists: their length is no burden.
    .filter((path) => !isTest(path) && !path.includes('/words/') && !path.endsWith('catalogue.ts'))
    .map((path) => ({ path, lines: read(path).split('\n').length, most: reasons[path]?.most ?? MOST_LINES }))
    .filter(({ lines, most }) => lines > most)
    .map(({ path, lines, most }) => `${path}: ${lines} lines, at most ${most}`);
  assert.deepEqual(tooLong, []);
});

test('every source file begins with what it is', () => {
  const silent = [
    ...serverCode(),
    ...files.filter((path) => /^(bank|postgres|sdk)\/.*\.ts$/.test(path) && !isTest(path) && isCode(path)),
  ].filter((path) => !/^(\/\*\*|\/\/|#!)/.test(read(path)));
  assert.deepEqual(silent, []);
});

test('no way around the types, no forgotten test switches, no bare TODO', () => {
  const patterns = [
    // A test may show that the compiler refuses something.
    /@ts-(?:ignore|nocheck)/g,
    /\b(?:test|it|describe)\.only\(/g,
    /\b(?:TODO|FIXME|XXX)\b(?!:? \w+ \w+)/g,
  ];
  const own = 'server/testing/tidy.test.ts';
  const wrong = code.flatMap((path) =>
    path === own
      ? []
      : patterns.flatMap((pattern) =>
          [...read(path).matchAll(pattern)].map(
            (match) => `${path}:${lineAt(read(path), match.index)} ${match[0]}`,
          ),
        ),
  );
  assert.deepEqual(wrong, []);
});

test('the server writes to its log, never to the console', () => {
  assert.deepEqual(
    serverCode().flatMap((path) => placesOf(path, /\bconsole\.\w+\(/g)),
    [],
  );
});

test('refusal codes: each declared once, with words for people, and used', async () => {
  await import('../app.ts');
  const codes = [...allRefusals()];
  assert.ok(codes.length > 30);
  const texts = serverCode().map((path) => ({ path, text: withoutComments(read(path)) }));
  const homes = refusalHomes();
  const wrong: string[] = [];
  for (const [name, spec] of codes) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name)) wrong.push(`${name} is not UPPER_SNAKE`);
    if (spec.status < 400 || spec.status > 599) wrong.push(`${name} has the status ${spec.status}`);
    if (!/[.!]$/.test(spec.text)) wrong.push(`${name}: its text is no sentence`);
    const entry = catalogue[name];
    const words = entry === undefined ? [] : Array.isArray(entry) ? (entry as Texts[]) : [entry as Texts];
    if (words.length === 0) wrong.push(`${name} has no prompt in error-prompts/catalogue.ts`);
    if (words.some(({ en, zh }) => !en || !zh)) wrong.push(`${name} needs its prompt in English and Chinese`);
    const isUsed = texts.some(({ path, text }) =>
      path === homes.get(name)
        ? (text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1
        : !path.endsWith('/catalogue.ts') && new RegExp(`['"\`]${name}['"\`]`).test(text),
    );
    if (!isUsed) wrong.push(`${name} is declared and never used`);
  }
  for (const { path, text } of texts) {
    for (const match of text.matchAll(/\brefuse\(\s*'(\w+)'/g)) {
      if (!allRefusals().has(match[1] ?? ''))
        wrong.push(`${path} refuses ${match[1]}, which is declared nowhere`);
    }
  }
  for (const name of Object.keys(catalogue))
    if (!allRefusals().has(name)) wrong.push(`catalogue.ts has words for ${name}, which is no code`);
  assert.deepEqual(wrong, []);
});

test('the reference pages are what the code says: else run `npm run docs`', async () => {
  for (const [path, text] of await referencePages()) {
    assert.ok(existsSync(join(root, path)), `${path} is missing`);
    assert.equal(read(path), text, `${path} is stale`);
  }
});

const transitionsOf = (mermaid: string) =>
  [...mermaid.matchAll(/^\s*(\S+)\s*-->\s*(\S+)\s*$/gm)]
    .filter(([, from, to]) => from !== '[*]' && to !== '[*]')
    .map(([, from, to]) => `${from} --> ${to}`)
    .sort();

test('the state diagrams of READMEs are those of the machines', async () => {
  const known = new Set(
    (await findMachines()).map(({ machine }) => transitionsOf(machine.mermaid()).join('\n')),
  );
  const wrong = files
    .filter((path) => path.endsWith('README.md') && path.startsWith('server/'))
    .flatMap((path) =>
      [...read(path).matchAll(/```mermaid\n(stateDiagram[\s\S]*?)```/g)]
        .filter((match) => !known.has(transitionsOf(match[1] ?? '').join('\n')))
        .map(
          () => `${path}: its diagram is that of no machine; docs/reference/states.md has the present ones`,
        ),
    );
  assert.deepEqual(wrong, []);
});

test('the state columns take exactly the states of the machines', async () => {
  const wrong: string[] = [];
  for (const { name, path, machine } of await findMachines()) {
    const folder = dirname(path);
    const sql = files
      .filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.sql'))
      .map(read)
      .join('\n');
    const lists = [...sql.matchAll(/check \(state in \(([^)]*)\)\)/g)].map((match) =>
      [...(match[1] ?? '').matchAll(/'([^']+)'/g)]
        .map((one) => one[1])
        .sort()
        .join(' '),
    );
    const states = [...machine.states].sort().join(' ');
    if (!lists.includes(states))
      wrong.push(`${name}: no state column of ${folder} has check (state in (${machine.sqlList()}))`);
  }
  assert.deepEqual(wrong, []);
});

test('every flow has the same files', () => {
  const flows = readdirSync(join(root, 'server/flows'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const wrong = flows.flatMap(({ name }) => {
    const has = new Set(readdirSync(join(root, 'server/flows', name)));
    // A flow that only reads decides nothing.
    const decides = [...has].some(
      (file) => file.endsWith('.ts') && /\bdefineCommand\b/.test(read(`server/flows/${name}/${file}`)),
    );
    const rules = decides ? ['rules.ts', 'rules.test.ts'] : [];
    const needed = ['README.md', 'contract.ts', 'index.ts', 'flow.test.ts', ...rules];
    const missing = needed.filter((file) => !has.has(file));
    if (![...has].some((file) => /routes\.ts$/.test(file))) missing.push('routes.ts');
    if (has.has('schema.sql') !== has.has('storage.ts'))
      missing.push('schema.sql and storage.ts belong together');
    const isListed = read('server/flows.ts').includes(`'./flows/${name}/index.ts'`);
    return [...missing, ...(isListed ? [] : ['its lines in server/flows.ts'])].map(
      (what) => `${name}: ${what}`,
    );
  });
  assert.deepEqual(wrong, []);
});

test("a flow's README is a page, not a book", () => {
  const wrong = files
    .filter((path) => /^server\/flows\/[^/]+\/README\.md$/.test(path))
    .filter((path) => {
      const lines = read(path).split('\n').length;
      return lines < 8 || lines > 70;
    });
  assert.deepEqual(wrong, []);
});

test('no secret and no path of a machine stands in the repository', () => {
  const patterns = [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    /\bwhsec_[A-Za-z0-9+/]{40,}/,
    /\bsk_[0-9A-Za-z]{20,}/,
    /\bgh[pousr]_[0-9A-Za-z]{30,}/,
    /(?:^|[\s'"`(=])\/(?:home|Users|root|work)\/[\w.-]+/m,
  ];
  const wrong = files
    .filter((path) => isText(path) && path !== 'server/testing/tidy.test.ts')
    .flatMap((path) =>
      patterns.flatMap((pattern) =>
        (pattern.exec(read(path)) ?? []).map((found) => `${path}: ${found.trim()}`),
      ),
    );
  assert.deepEqual(wrong, []);
});

test('the architecture page names every mechanism', () => {
  const text = read('ARCHITECTURE.md');
  const folders = readdirSync(join(root, 'server/mechanisms'));
  assert.deepEqual(
    folders.filter((name) => !text.includes(`\`${name}\``)),
    [],
  );
});

test('links of the documentation lead somewhere', () => {
  const wrong = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [
        ...read(path)
          .replace(/```[\s\S]*?```/g, '')
          .matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g),
      ]
        .filter((match) => !existsSync(join(root, dirname(path), match[1] ?? '')))
        .map((match) => `${path}: ${match[1]}`),
    );
  assert.deepEqual(wrong, []);
});

test('every decision record says its status, context, decision and consequences on one page', () => {
  const records = files.filter((path) => path.startsWith('docs/adr/') && path.endsWith('.md'));
  assert.ok(records.length > 5);
  const wrong = records.filter((path) => {
    const text = read(path);
    const isNumbered = /docs\/adr\/\d{4}-[a-z0-9-]+\.md$/.test(path);
    return (
      !isNumbered ||
      !['Status:', '## Context', '## Decision', '## Consequences'].every((part) => text.includes(part)) ||
      text.split('\n').length > 70
    );
  });
  assert.deepEqual(wrong, []);
});

test('the operation guide lists every variable of the environment, and no other', () => {
  const named = (text: string, pattern: RegExp) =>
    new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  const sources = ['server/config.ts', 'bank/config.ts', 'bank/main.ts', 'scripts/start.mjs'].filter((path) =>
    existsSync(join(root, path)),
  );
  const read1 = sources.flatMap((path) => [
    ...named(withoutComments(read(path)), /(?:env\.|env\[?'|secret\('|required\('|['"])([A-Z][A-Z_]{3,})\b/g),
  ]);
  const documented = named(read('docs/guide/operation.md'), /^\| `([A-Z_]+)`/gm);
  const notOurs = new Set(['SIGTERM', 'SIGINT']);
  const wanted = new Set(read1.filter((name) => !notOurs.has(name)));
  assert.deepEqual(
    [...wanted].filter((name) => !documented.has(name)),
    [],
    'not documented',
  );
  assert.deepEqual(
    [...documented].filter((name) => !wanted.has(name)),
    [],
    'documented, but nobody reads it',
  );
});

test('every test file is found by npm test', async () => {
  const { findTests } = (await import('../../scripts/tests.mjs' as string)) as {
    findTests(): { unit: string[]; slow: string[]; waiting: string[] };
  };
  const { unit, slow, waiting } = findTests();
  const missed = files.filter(
    (path) => /\.(test|e2e)\.tsx?$/.test(path) && ![...unit, ...slow, ...waiting].includes(path),
  );
  assert.deepEqual(missed, []);
  assert.ok(statSync(join(root, 'scripts/test.mjs')).isFile());
});
