/**
 * The pages of docs/reference as the code says them: refusal codes, state diagrams, routes. scripts/docs.ts writes them.
 * Tests fail while a page differs from the code, so the pages cannot lie.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { register } from 'tsx/esm/api';
import { catalogue, type Texts } from '../server/flows/error-prompts/catalogue.ts';
import type { Machine } from '../server/kernel/machine.ts';
import { allRefusals } from '../server/kernel/refusal.ts';
import type { RouteSpec } from '../server/mechanisms/http/index.ts';
import { read, repositoryFiles, root, withoutComments } from './source.ts';

const NOTICE = '<!-- Written by `node --import tsx scripts/docs.ts` from the code. Do not edit. -->';

/** Path of each page and its text. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/reference/errors.md', await errorsPage()],
    ['docs/reference/states.md', await statesPage()],
  ]);
}

/** Where a refusal code is declared: its line `CODE: { status: ...`. */
export function refusalHomes(): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  for (const path of serverCode()) {
    const text = withoutComments(read(path));
    if (!text.includes('defineRefusals(')) continue;
    for (const match of text.matchAll(/^\s*([A-Z][A-Z0-9_]+): \{\s*status:/gm))
      homes.set(match[1] ?? '', path);
  }
  return homes;
}

export function serverCode(): string[] {
  return repositoryFiles('server').filter(
    (path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$|^server\/testing\//.test(path),
  );
}

async function errorsPage(): Promise<string> {
  // The composition imports every mechanism and flow, and so every declaration.
  await import('../server/app.ts');
  const homes = refusalHomes();
  const groups = new Map<string, string[]>();
  for (const [code, spec] of [...allRefusals()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const home = homes.get(code) ?? 'server';
    const { en, zh } = promptOf(code);
    const row = `| \`${code}\` | ${spec.status} | ${spec.retry ? 'yes' : ''} | ${spec.text} | ${en} | ${zh} |`;
    groups.set(home, [...(groups.get(home) ?? []), row]);
  }
  const sections = [...groups]
    .sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1))
    .map(([home, rows]) =>
      [
        `## ${titleOf(home)}`,
        '',
        `Declared in \`${home}\`.`,
        '',
        '| Code | Status | Retry | Meaning | Prompt, English | Prompt, Chinese |',
        '| --- | --- | --- | --- | --- | --- |',
        ...rows,
      ].join('\n'),
    );
  return `${[
    '# Refusal codes',
    '',
    NOTICE,
    '',
    'Every error answer is one envelope, `application/problem+json` (RFC 9457):',
    '`{type, title, status, code, effect, prompt, reference, details}`.',
    '',
    '- `code` is stable. Programs decide by it, never by texts.',
    '- `effect` says what happened to the money: `none` (nothing moved), or `unknown` for `STORAGE_UNAVAILABLE` and',
    '  `INTERNAL`: send the same request with the same `Idempotency-Key` again to learn it.',
    '- `prompt` is for people, in their language (`Accept-Language`). Operators may change it; below is the built-in text.',
    '- Retry: the same request may succeed later without a change. The answer carries `Retry-After`.',
    '- Somebody else’s object and a missing one have the same answer.',
    '',
    sections.join('\n\n'),
  ].join('\n')}\n`;
}

function order(home: string): number {
  return home.includes('/kernel/') ? 0 : home.includes('/mechanisms/') ? 1 : 2;
}

function titleOf(home: string): string {
  if (home.includes('/kernel/')) return 'Common';
  return /\/(?:mechanisms|flows)\/([^/]+)\//.exec(home)?.[1] ?? home;
}

function promptOf(code: string): { en: string; zh: string } {
  const entry: Texts | readonly Texts[] | undefined = catalogue[code];
  const texts =
    entry === undefined ? [] : Array.isArray(entry) ? (entry as readonly Texts[]) : [entry as Texts];
  return { en: texts.map(({ en }) => en).join(' / '), zh: texts.map(({ zh }) => zh ?? '').join(' / ') };
}

export type FoundMachine = {
  readonly name: string;
  readonly path: string;
  readonly machine: Machine<string>;
};

/** Every exported machine of the server, by the name of its constant. */
export async function findMachines(): Promise<FoundMachine[]> {
  const found: FoundMachine[] = [];
  const sources = register({ namespace: 'machines' });
  for (const path of serverCode()) {
    if (path === 'server/kernel/machine.ts') continue;
    const names = [...withoutComments(read(path)).matchAll(/const (\w+)(?:: [^=]+)? = machine[<(]/g)].map(
      (match) => match[1] ?? '',
    );
    if (names.length === 0) continue;
    const module = (await sources.import(pathToFileURL(join(root, path)).href, import.meta.url)) as Record<
      string,
      Machine<string> | undefined
    >;
    for (const name of names) {
      const machine = module[name];
      if (!machine) throw new Error(`${path}: export ${name}, so that its diagram can be drawn`);
      found.push({ name, path, machine });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.name < b.name ? -1 : 1));
}

async function statesPage(): Promise<string> {
  const machines = await findMachines();
  const sections = machines.map(({ name, path, machine }) =>
    [
      `## ${wordsOf(name)}`,
      '',
      `\`${name}\` in \`${path}\`.`,
      '',
      '```mermaid',
      machine.mermaid(),
      '```',
    ].join('\n'),
  );
  return `${[
    '# States',
    '',
    NOTICE,
    '',
    'A record has one state column and one table of transitions. A move that is not drawn here is refused with `CONFLICT`',
    'or with a more telling code; a state without a way out is terminal.',
    '',
    sections.join('\n\n'),
  ].join('\n')}\n`;
}

/** `bankRequestMachine` -> `bank request`. */
function wordsOf(name: string): string {
  return name.replace(/Machine$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Every route that is not hidden, by tag: who may call it and what it does. */
export function apiPage(routes: readonly RouteSpec[]): string {
  const tags = new Map<string, string[]>();
  const shown = routes.filter(({ hidden }) => !hidden);
  for (const { method, path, tag, callers, operatorRoles, staffRoles, summary } of shown) {
    const who = callers.map((caller) => {
      const roles = caller === 'operator' ? operatorRoles : caller === 'staff' ? staffRoles : undefined;
      return roles ? `${caller} (${roles.join(', ')})` : caller;
    });
    const row = `| ${method} | \`${path.replace(/:(\w+)/g, '{$1}')}\` | ${who.join(', ')} | ${summary.replaceAll('|', '\\|')} |`;
    tags.set(tag, [...(tags.get(tag) ?? []), row]);
  }
  const sections = [...tags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, rows]) =>
      [`## ${tag}`, '', '| Method | Path | Who | What |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    );
  return `${[
    '# Routes',
    '',
    NOTICE,
    '',
    'Deny by default: only the named kinds of callers may enter. An operator is a person too, and may do for himself what any',
    'person may. Bodies and replies are in the OpenAPI document that a running server shows at `/openapi.json` and `/docs`.',
    '',
    sections.join('\n\n'),
  ].join('\n')}\n`;
}
