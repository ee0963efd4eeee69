// Compiles test files, all of them together, before they run: each of some 130 processes would otherwise spend three
// seconds on reading our sources one by one through tsx. The tests stay as they are; a single file still runs with tsx.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './ready.mjs';

/** Packages of hundreds of small files are compiled with us; all others are loaded by node as they are. */
const MANY_FILES = /^(better-auth|@better-auth\/core|@simplewebauthn\/server|typebox)(\/|$)/;
const EXTENSION = '.mjs';
/** Tests start these as processes (server/testing/program.ts). */
const PROGRAMS = ['server/main.ts', 'bank/main.ts'];
/** The few CommonJS files among those packages ask for node's own modules. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(${JSON.stringify(join(root, 'package.json'))});`;

/** `files` are paths from the root; resolves to their paths in `folder`, in the same order. */
export async function compileTests(files, folder) {
  // Only now: `npm run check` installs the packages first. It comes with tsx, which compiles with it as well.
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: [...files, ...PROGRAMS],
    outbase: root,
    outdir: folder,
    outExtension: { '.js': EXTENSION },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // As tsx does it: messages tell names.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    define: { 'import.meta.url': '__url' },
    banner: { js: REQUIRE },
    plugins: [{ name: 'places', setup: places }],
    logLevel: 'silent',
  });
  return files.map((file) => compiledPath(folder, file));
}

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
