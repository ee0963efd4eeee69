// The bank's own page: a handful of files, read once at the start and served from memory.

import { readdir, readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

const FOLDER = new URL('./page/', import.meta.url);
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

export async function servePage(app: FastifyInstance, platformUrl: () => string): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (!type) continue;
    const content = await readFile(new URL(name, FOLDER));
    app.get(name === 'index.html' ? '/' : `/${name}`, (_request, reply) =>
      reply
        .headers({
          'content-type': type,
          'content-security-policy': policy(new URL(platformUrl()).origin),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-cache',
        })
        .send(content),
    );
  }
}

/** Only its own files; shown in a frame only by the platform's town or by a page of this machine. */
const policy = (platformOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors 'self' http://localhost:* http://127.0.0.1:* ${platformOrigin}`,
  ].join('; ');
