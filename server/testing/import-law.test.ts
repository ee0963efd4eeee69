/**
 * The import law, executed: kernel <- mechanisms <- flows <- app. A flow never imports a flow, a folder is entered by its
 * index.ts, and the same wall stands in the data. dependency-cruiser cannot read TypeScript 7 yet (docs/adr/0010).
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { importsOf, placesOf, read, repositoryFiles } from '../../scripts/source.ts';

const files = repositoryFiles().filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith('.gen.ts'));
const isTest = (path: string) => /\.(test|e2e|fixture)\.tsx?$/.test(path);
const under = (folder: string) => files.filter((path) => path.startsWith(`${folder}/`) && !isTest(path));
const KERNEL = 'server/kernel/';
/** Types that everybody may name; each entry says why. */
const DOORS_BESIDE_INDEX = new Set([
  // Pure types: http names callers, and people's index imports http.
  'server/mechanisms/people/caller.ts',
]);

/** `server/flows/checkout/rules.ts` -> `server/flows/checkout`; null for files that stand in no such folder. */
function partOf(path: string): string | null {
  return /^server\/(?:mechanisms|flows)\/[^/]+(?=\/)/.exec(path)?.[0] ?? null;
}

function breaches(paths: readonly string[], isAllowed: (target: string, path: string) => boolean): string[] {
  return paths.flatMap((path) =>
    importsOf(path)
      .filter(({ target }) => target.includes('/') && !isPackage(target) && !isAllowed(target, path))
      .map(({ target, line }) => `${path}:${line} imports ${target}`),
  );
}

const FOLDERS = ['server', 'bank', 'sdk', 'web', 'e2e', 'bench', 'postgres', 'scripts', 'docs'];
function isPackage(target: string): boolean {
  return !FOLDERS.some((folder) => target.startsWith(`${folder}/`));
}

test('the kernel imports the kernel only', () => {
  assert.deepEqual(
    breaches(under('server/kernel'), (target) => target.startsWith(KERNEL)),
    [],
  );
});

test('a mechanism imports the kernel, the configuration type and mechanisms', () => {
  const may = (target: string) =>
    target.startsWith(KERNEL) || target.startsWith('server/mechanisms/') || target === 'server/config.ts';
  assert.deepEqual(breaches(under('server/mechanisms'), may), []);
});

test('a flow imports the kernel, mechanisms and itself: never another flow', () => {
  const may = (target: string, path: string) =>
    target.startsWith(KERNEL) || target.startsWith('server/mechanisms/') || partOf(target) === partOf(path);
  assert.deepEqual(breaches(under('server/flows'), may), []);
});

test('a folder is entered by its index.ts', () => {
  const may = (target: string, path: string) => {
    const part = partOf(target);
    return (
      part === null ||
      part === partOf(path) ||
      target === `${part}/index.ts` ||
      DOORS_BESIDE_INDEX.has(target)
    );
  };
  // What tests stand on may look inside, as tests may.
  const code = under('server').filter((path) => !path.startsWith('server/testing/'));
  assert.deepEqual(breaches(code, may), []);
});

test('the demo and the test world are imported by the composition and by tests only', () => {
  const may = (target: string) => !/^server\/(demo|testing)\//.test(target);
  const composition = new Set(['server/app.ts', 'server/main.ts']);
  const others = under('server').filter(
    (path) => !/^server\/(demo|testing)\//.test(path) && !composition.has(path),
  );
  assert.deepEqual(breaches(others, may), []);
});

test('server, bank, sdk, web and postgres never reach into one another', () => {
  const parts = ['server', 'bank', 'sdk', 'web', 'postgres'];
  const wrong = parts.flatMap((part) => {
    const others = parts.filter((other) => other !== part);
    // Tests of a part may stand on the whole world: the bank is the server's outside.
    const code = under(part).filter((path) => !path.startsWith('server/testing/'));
    return breaches(code, (target) => !others.some((other) => target.startsWith(`${other}/`)));
  });
  const banks = under('server')
    .filter((path) => !path.startsWith('server/testing/'))
    .flatMap((path) =>
      importsOf(path)
        .filter(({ target }) => /^@bursar\/(bank|sdk|web)\b/.test(target))
        .map(({ target }) => `${path} imports ${target}`),
    );
  assert.deepEqual([...wrong, ...banks], []);
});

test('the environment is read in one place of each program', () => {
  const readers =
    /^(server\/config\.ts|server\/main\.ts|bank\/config\.ts|bank\/main\.ts|bank\/testing\.ts|server\/testing\/)/;
  const code = [...under('server'), ...under('bank'), ...under('sdk')].filter((path) => !readers.test(path));
  // postgres/ looks for programs on PATH; bench/, e2e/ and scripts/ are tools.
  assert.deepEqual(
    code.flatMap((path) => placesOf(path, /process\.env\b/g)),
    [],
  );
});

test('rules are pure: no clock, no chance, no waiting, nothing outside', () => {
  const rules = under('server').filter((path) => path.endsWith('/rules.ts'));
  assert.ok(rules.length > 2);
  const impure =
    /Date\.now\(|new Date\(\)|Math\.random|performance\.|\bawait\b|\basync\b|process\.|fetch\(|from 'node:|setTimeout|randomBytes|randomUUID/g;
  assert.deepEqual(
    rules.flatMap((path) => placesOf(path, impure)),
    [],
  );
});

test('the kernel has no clock and no chance of its own', () => {
  // time.ts makes the one clock, which main.ts hands down; id.ts draws the random half of an id.
  const allowed = new Set(['server/kernel/time.ts', 'server/kernel/id.ts']);
  const wrong = under('server/kernel')
    .filter((path) => !allowed.has(path))
    .flatMap((path) =>
      placesOf(path, /Date\.now\(|new Date\(\)|Math\.random|node:crypto|performance\.|\bawait\b/g),
    );
  assert.deepEqual(wrong, []);
});

test('money is never a float', () => {
  // server/testing prints and chooses; it keeps no books.
  const code = [...under('server'), ...under('bank'), ...under('sdk')].filter(
    (path) => !path.startsWith('server/testing/'),
  );
  const floats =
    /parseFloat\(|\.toFixed\(|Number\([^()]*\b(?:minor|amount|balance)\b[^()]*\)|\bminor\b\s*[*/]\s*\d+\.\d/g;
  assert.deepEqual(
    code.flatMap((path) => placesOf(path, floats)),
    [],
  );
});

/** Who made a schema: the folder of the migration that creates it. */
function schemaOwners(folder: string): Map<string, string> {
  const owners = new Map<string, string>();
  for (const path of sqlFiles().filter((file) => file.startsWith(folder))) {
    for (const match of read(path).matchAll(/create schema(?: if not exists)? (\w+)/g)) {
      const name = match[1] ?? '';
      assert.ok((owners.get(name) ?? partOf(path)) === partOf(path), `two folders make the schema ${name}`);
      owners.set(name, partOf(path) ?? path);
    }
  }
  return owners;
}

function sqlFiles(): string[] {
  return repositoryFiles().filter((path) => /^server\/.*\.sql$/.test(path));
}

/** Places where SQL inside of code names a table whose schema another folder owns. */
function trespasses(paths: readonly string[], names: RegExp, owners: ReadonlyMap<string, string>): string[] {
  return paths.flatMap((path) =>
    placesOf(path, names).filter((place) => {
      const owner = owners.get(/(\w+)\.\w+$/.exec(place)?.[1] ?? '');
      return owner !== undefined && owner !== partOf(path);
    }),
  );
}

test('each schema.sql makes and names the schemas of its own folder only', () => {
  const owners = schemaOwners('server/');
  assert.ok(owners.size > 5);
  // `on a.x = b.y` is a join's condition and names no object.
  const objects =
    /\b(?:table|references|index \w+ on|on|update|into|from|join|function|trigger \w+)\s+(?:if (?:not )?exists\s+)?(\w+)\.\w+\b(?!\s*=)/gi;
  const wrong = sqlFiles().flatMap((path) => {
    const text = read(path)
      .replace(/--[^\n]*/g, '')
      .replace(/'[^']*'/g, "''");
    const named = [...text.matchAll(objects)].filter((match) => owners.get(match[1] ?? '') !== partOf(path));
    return named.map((match) => `${path}: ${match[0]}`);
  });
  assert.deepEqual(wrong, []);
});

test('a table is written by the folder that owns its schema', () => {
  const code = under('server').filter((path) => partOf(path) !== null);
  const writes = /\b(?:insert into|update|delete from|truncate(?: table)?)\s+(\w+)\.\w+/gi;
  assert.deepEqual(trespasses(code, writes, schemaOwners('server/')), []);
});

test('the tables of a flow are read by this flow only', () => {
  const code = [...under('server/flows'), ...under('server/mechanisms')];
  assert.deepEqual(trespasses(code, /\b(?:from|join)\s+(\w+)\.\w+/gi, schemaOwners('server/flows/')), []);
});

test('the law sees type imports, imports over several lines and dynamic ones', () => {
  const seen = importsOf('server/app.ts').map(({ target }) => target);
  assert.ok(seen.includes('server/kernel/time.ts') && seen.includes('server/mechanisms/flow/index.ts'));
  assert.ok(
    importsOf('server/testing/import-law.test.ts').some(({ target }) => target === 'scripts/source.ts'),
  );
});
