// Compiles sources: the programs that `npm start` runs, and test files before they run. Read one by one through tsx, our 300
// sources and 600 files of packages cost every process three seconds of a processor and 150 MB. A single file still runs
// with tsx, and there is nothing that it would do otherwise.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newest, root } from './ready.mjs';

/** What is started as a process, by `npm start` and by tests (server/testing/program.ts). */
const PROGRAMS = ['server/main.ts', 'bank/main.ts'];
const SOURCES = ['server', 'bank', 'postgres', 'scripts'];
/** Packages of hundreds of small files are compiled with us; all others are loaded by node as they are. */
const MANY_FILES = /^(@?better-auth|@simplewebauthn\/server|typebox)(\/|$)/;
const EXTENSION = '.mjs';
/** The few CommonJS files among those packages ask for node's own modules. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(${JSON.stringify(join(root, 'package.json'))});`;

/** `files` are paths from the root; resolves to their paths in `folder`, in the same order. */
export async function compile(files, folder) {
  // Only now: whoever imports this may still have to install the packages.
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outbase: root,
    outdir: folder,
    outExtension: { '.js': EXTENSION },
    bundle: true,
    // Many entries share most of what they import.
    splitting: files.length > PROGRAMS.length,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    define: { 'import.meta.url': '__url' },
    banner: { js: REQUIRE },
    plugins: [{ name: 'places', setup: places }],
    logLevel: 'silent',
  });
  return files.map((file) => compiledPath(folder, file));
}

/** Test files, and beside them the programs that tests start. */
export async function compileTests(files, folder) {
  const paths = await compile([...files, ...PROGRAMS], folder);
  return paths.slice(0, files.length);
}

/** Compiles server and bank into `dist/` when they are missing there, older than their sources, or of another folder. */
export async function compilePrograms() {
  const folder = join(root, 'dist');
  const stamp = join(folder, 'compiled-from');
  const isFresh =
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === root &&
    statSync(stamp).mtimeMs > Math.max(...SOURCES.map((name) => newest(join(root, name))), packagesChanged());
  if (!isFresh) {
    mkdirSync(folder, { recursive: true });
    await compile(PROGRAMS, folder);
    writeFileSync(stamp, root);
  }
  return Object.fromEntries(PROGRAMS.map((file) => [file, compiledPath(folder, file)]));
}

const packagesChanged = () => statSync(join(root, 'node_modules/.package-lock.json')).mtimeMs;

const compiledPath = (folder, file) => join(folder, file.replace(/\.tsx?$/, EXTENSION));

/** What a module finds beside itself, and what it imports from packages, is where it was. */
function places({ onLoad, onResolve, resolve }) {
  onLoad({ filter: /\.(mjs|tsx?)$/ }, ({ path }) => {
    if (path.includes('node_modules')) return undefined;
    const url = `const __url = ${JSON.stringify(pathToFileURL(path).href)};`;
    return { contents: url + readFileSync(path, 'utf8'), loader: path.endsWith('x') ? 'tsx' : 'ts' };
  });
  onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
    if (kind === 'entry-point' || pluginData === places || path.startsWith('@bursar/')) return undefined;
    if (path.startsWith('node:')) return { path, external: true };
    const isOfPackage = importer.includes('node_modules');
    if (isOfPackage || MANY_FILES.test(path)) return undefined;
    const found = await resolve(path, { kind, importer, resolveDir, pluginData: places });
    return found.errors.length > 0 ? { errors: found.errors } : { path: found.path, external: true };
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await compilePrograms();
