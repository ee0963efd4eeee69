// Where the built pages lie and which address shows which page. The server reads this; browsers never load it.
import { fileURLToPath } from 'node:url';

/** The folder that `npm run build --workspace web` fills. Everything under `assets/` has a content hash in its name. */
export const distFolder = fileURLToPath(new URL('./dist/', import.meta.url));

/** Each page answers for its address and for all below it; the first match wins. */
export const pages: readonly { prefix: string; html: string }[] = [
  { prefix: '/wallet', html: 'wallet/index.html' },
  { prefix: '/till', html: 'till/index.html' },
  { prefix: '/console', html: 'console/index.html' },
  { prefix: '/pay', html: 'pay/index.html' },
  { prefix: '/', html: 'town/index.html' },
  // The server shows it wherever else a browser goes; it has an address of its own only while developing.
  { prefix: '/missing', html: 'missing/index.html' },
];

/** The page for a path, or undefined when the path belongs to no page (say an asset or an API route). */
export function pageFor(path: string): string | undefined {
  const page = pages.find(({ prefix }) =>
    prefix === '/' ? path === '/' : path === prefix || path.startsWith(`${prefix}/`),
  );
  return page?.html;
}
