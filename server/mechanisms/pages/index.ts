/**
 * The built web apps, served as static files with a strict policy. Unknown paths under an app get its page; where nothing
 * is, a person gets a page that says so, and a program the same refusal as ever.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const APPS = ['wallet', 'till', 'console', 'pay'] as const;
/** Files that must have these very addresses: a service worker may serve what lies beside it and below, and phones ask. */
const NAMED_FILES: readonly (readonly [path: string, type: string])[] = [
  ['/wallet/service-worker.js', 'text/javascript; charset=utf-8'],
  ['/wallet/manifest.webmanifest', 'application/manifest+json'],
  ['/wallet/icon.png', 'image/png'],
];

/** `frames`: origins that the town page may show in frames (the sandbox bank). */
export async function registerPages(
  app: FastifyInstance,
  options: { root: string; frames: readonly string[] },
): Promise<void> {
  const { root } = options;
  if (!existsSync(join(root, 'town/index.html'))) return;
  await app.register(async (scope) => {
    await scope.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          // Component libraries set inline styles.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          workerSrc: ["'self'"],
          frameSrc: ["'self'", ...options.frames],
          frameAncestors: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
        },
      },
      frameguard: { action: 'sameorigin' },
      crossOriginEmbedderPolicy: false,
      referrerPolicy: { policy: 'no-referrer' },
      hsts: { maxAge: 31_536_000 },
    });
    await scope.register(staticFiles, {
      root: join(root, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '1y',
      decorateReply: false,
      // The build lays a packed form beside each larger file.
      preCompressed: true,
      setHeaders: (reply) => void reply.header('vary', 'accept-encoding'),
    });
    const page = (name: string) => readFileSync(join(root, name, 'index.html'), 'utf8');
    const serve = (path: string, content: string | Buffer, type = 'text/html; charset=utf-8') =>
      scope.get(path, { schema: { hide: true } as object }, async (_request, reply) =>
        reply.type(type).header('cache-control', 'no-cache').send(content),
      );
    for (const [path, type] of NAMED_FILES)
      if (existsSync(join(root, path))) serve(path, readFileSync(join(root, path)), type);
    for (const path of ['/', '/town']) serve(path, page('town'));
    for (const name of APPS) {
      const html = page(name);
      serve(`/${name}`, html);
      serve(`/${name}/*`, html);
    }
    const missing = page('missing');
    scope.get('/*', { schema: { hide: true } as object }, async (request, reply) =>
      isPersonsVisit(request)
        ? reply.code(404).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(missing)
        : reply.callNotFound(),
    );
  });
}

/** A browser that opens an address names HTML; a program's call takes what it gets, and /v1 is for programs only. */
function isPersonsVisit({ url, headers }: FastifyRequest): boolean {
  return /\btext\/html\b/.test(headers.accept ?? '') && !/^\/(v1|assets)(\/|\?|$)/.test(url);
}
