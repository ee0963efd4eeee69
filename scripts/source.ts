/** The repository's own files as text, for the tests that hold the code against its rules. Reads only. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const SKIPPED = new Set([
  'node_modules',
  'dist',
  'data',
  '.data',
  '.git',
  'screenshots',
  'package-lock.json',
]);

/** Paths from the root of every file of the repository, sorted. */
export function repositoryFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? repositoryFiles(path) : [path];
    })
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The text without comments; strings stay, and so do line numbers. Good enough for code that Biome has formatted. */
export function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  return text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|[\s;{(,])\/\/[^\n]*/g, (all, before: string) => before + blank(all.slice(before.length)));
}

export type Import = { readonly target: string; readonly line: number };

/**
 * What a file imports, type-only imports too: a path from the root, or a package's name as written. Type imports are gone
 * after compilation, so no tool that reads compiled modules sees them; the law is about what a reader must know.
 */
export function importsOf(path: string): Import[] {
  const text = withoutComments(read(path));
  const found: Import[] = [];
  const forms = [
    /^\s*(?:import|export)\s[^'";]*?from\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  for (const form of forms) {
    for (const match of text.matchAll(form)) {
      const name = match[1] ?? '';
      const target = name.startsWith('.') ? relative(root, resolve(root, dirname(path), name)) : name;
      found.push({ target, line: lineAt(text, match.index + match[0].length) });
    }
  }
  return found;
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** `path:line` of every place where `pattern` (global) matches outside of comments. */
export function placesOf(path: string, pattern: RegExp): string[] {
  const text = withoutComments(read(path));
  return [...text.matchAll(pattern)].map(
    (match) => `${path}:${lineAt(text, match.index)} ${match[0].trim()}`,
  );
}
