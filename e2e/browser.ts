/**
 * A real browser for tests, and people who use it. The system's Chromium is used if there is one, else the one that the
 * npm package @sparticuz/chromium carries. One browser for each test file, one context (profile) for each person.
 */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];
/** A busy machine is slow, not wrong. */
const PATIENCE_MS = 30_000;
const PHONE = { width: 390, height: 844 };

/** `camera`: a film (y4m) that the browser's camera sees, again and again, instead of a test picture. */
export async function openBrowser(options: { camera?: string } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: options.camera ? [...FLAGS, `--use-file-for-fake-video-capture=${options.camera}`] : FLAGS,
    headless: true,
    timeout: 60_000,
  });
}

async function findBrowser(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const ofSystem = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
  return process.env.CHROMIUM ?? ofSystem ?? unpackBrowser();
}

/**
 * The package unpacks into the temporary folder and takes what is there for whole. Several test files start at once, so
 * each unpacks in a folder of its own, and the first to finish gives it its name.
 */
async function unpackBrowser(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const about = new URL('../../package.json', pathToFileURL(entry));
  const { version } = JSON.parse(readFileSync(about, 'utf8'));
  // Each account has its own: another's folder is closed to us.
  const home = join(tmpdir(), `bursar-chromium-${version}-${process.getuid?.() ?? 0}`);
  const binary = join(home, 'chromium');
  if (existsSync(binary)) return binary;
  const { default: carried } = await import('@sparticuz/chromium');
  const { TMPDIR } = process.env;
  const own = mkdtempSync(join(tmpdir(), 'bursar-chromium-'));
  process.env.TMPDIR = own;
  try {
    await carried.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  try {
    renameSync(own, home);
  } catch {
    // Another one was faster.
    rmSync(own, { recursive: true, force: true });
  }
  return binary;
}

export type Visitor = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests that this person's browser has sent so far. */
  sent(method: string, path: RegExp): Request[];
  /** Errors of scripts, words on the console, breaches of the content policy, answers of 500 and above. */
  readonly troubles: readonly string[];
  /** Troubles that a test made on purpose; throws when there were none. */
  forgive(pattern: RegExp): void;
  close(): Promise<void>;
};

/** A person with a browser of their own: a phone, unless a size is given. */
export async function openVisitor(
  browser: Browser,
  options: { url: string; locale?: string; size?: { width: number; height: number } },
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: options.url,
    locale: options.locale ?? 'en-GB',
    viewport: options.size ?? PHONE,
    hasTouch: options.size === undefined,
    permissions: ['camera', 'clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const requests: Request[] = [];
  let troubles: string[] = [];
  context.on('request', (request) => requests.push(request));
  context.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`);
  });
  context.on('weberror', (error) => troubles.push(String(error.error())));
  context.on('console', (message) => {
    // A refusal of the server is an answer like any other; the browser reports it as an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(message.text());
  });
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (e) => console.error('content policy', e.violatedDirective, e.blockedURI))",
  );
  return {
    page: await context.newPage(),
    context,
    get troubles() {
      return troubles;
    },
    forgive(pattern) {
      const left = troubles.filter((one) => !pattern.test(one));
      if (left.length === troubles.length) throw new Error(`no trouble like ${pattern}`);
      troubles = left;
    },
    sent: (method, path) =>
      requests.filter((one) => one.method() === method && path.test(new URL(one.url()).pathname)),
    close: () => context.close(),
  };
}
