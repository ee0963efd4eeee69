/** The only reader of the environment. Everything has a default that is safe for a first try on one machine. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Secret } from './kernel/secret.ts';
import { HOUR_MS } from './kernel/time.ts';

export type Config = {
  /** `demo` seeds people and opens /demo; `production` refuses to start with made-up secrets. */
  readonly mode: 'demo' | 'production';
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  /** null: our own PostgreSQL under dataDir. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly bankUrl: string;
  /** Signs what the platform asks of the bank, and what the bank tells the platform (Standard Webhooks secrets). */
  readonly bankSecret: Secret;
  readonly platformSecret: Secret;
  /** 32 bytes, base64: seals card and ID numbers. */
  readonly vaultKey: Secret;
  readonly currency: string;
  /** The key by which push services know the platform; null: it follows from the vault. */
  readonly vapidPrivateKey: Secret | null;
  /** Webhooks and notices may go to private addresses: for a demo on one machine, never in production. */
  readonly allowPrivateWebhooks: boolean;
  /** So long a card, a real name and a sign-in must have been known before they may set a forgotten PIN anew. */
  readonly pinRecoveryWaitMs: number;
  /** How many proxies stand in front, each of which adds its caller to X-Forwarded-For; 0: that header is anybody's. */
  readonly proxies: number;
  /** Who reads /metrics shows it as a bearer token; null: only processes of this machine may read them. */
  readonly metricsToken: Secret | null;
  readonly logLevel: string;
};

type Env = Readonly<Record<string, string | undefined>>;

/** Throws with the name of the variable that is missing or malformed. */
export function readConfig(env: Env): Config {
  const mode = oneOf('BURSAR_MODE', env.BURSAR_MODE ?? 'demo', ['demo', 'production']);
  const port = readPort(env.PORT ?? '4000', 'PORT');
  const host = env.HOST ?? '127.0.0.1';
  const dataDir = resolve(env.DATA_DIR ?? 'data');
  const secret = secrets(mode, dataDir, env);
  return {
    mode,
    host,
    port,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/$/, ''),
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir,
    bankUrl: (env.BANK_URL ?? 'http://127.0.0.1:4100').replace(/\/$/, ''),
    bankSecret: signingSecret('BANK_SECRET', secret('BANK_SECRET', newSigningSecret)),
    platformSecret: signingSecret('PLATFORM_SECRET', secret('PLATFORM_SECRET', newSigningSecret)),
    vaultKey: secret('VAULT_KEY', () => randomBytes(32).toString('base64')),
    currency: env.CURRENCY ?? 'CNY',
    vapidPrivateKey: readVapidKey(env.VAPID_PRIVATE_KEY),
    allowPrivateWebhooks: isTrue('ALLOW_PRIVATE_WEBHOOKS', env.ALLOW_PRIVATE_WEBHOOKS, mode === 'demo'),
    pinRecoveryWaitMs: readHours('PIN_RECOVERY_WAIT_HOURS', env, mode === 'demo' ? 0 : 72),
    proxies: readProxies(env.TRUST_PROXY ?? 'false'),
    metricsToken: metricsToken(env.METRICS_TOKEN),
    logLevel: env.LOG_LEVEL ?? 'info',
  };
}

function readPort(text: string, name: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} must be a port number`);
  return port;
}

function readHours(name: string, env: Env, otherwise: number): number {
  const hours = Number(env[name] ?? otherwise);
  if (!Number.isInteger(hours) || hours < 0 || hours > 8_760) fail(`${name} must be 0 to 8760 whole hours`);
  return hours * HOUR_MS;
}

function readProxies(text: string): number {
  if (/^[0-9]$/.test(text)) return Number(text);
  return oneOf('TRUST_PROXY', text, ['true', 'false']) === 'true' ? 1 : 0;
}

function readVapidKey(text: string | undefined): Secret | null {
  if (!text) return null;
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) throw new Error('VAPID_PRIVATE_KEY must be 32 bytes in base64url');
  return new Secret(text);
}

function oneOf<const T extends string>(name: string, text: string, words: readonly T[]): T {
  return words.find((word) => word === text) ?? fail(`${name} must be ${words.join(' or ')}`);
}

function isTrue(name: string, text: string | undefined, otherwise: boolean): boolean {
  return text === undefined ? otherwise : oneOf(name, text, ['true', 'false']) === 'true';
}

function fail(message: string): never {
  throw new Error(message);
}

function metricsToken(text: string | undefined): Secret | null {
  if (text === undefined) return null;
  // What fits into an Authorization header (RFC 6750, b64token).
  if (!/^[A-Za-z0-9._~+/-]{16,200}=*$/.test(text))
    fail('METRICS_TOKEN must have at least 16 characters: letters, digits and any of . _ ~ + / - =');
  return new Secret(text);
}

const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** As in Standard Webhooks, or any other text that is long enough. The message never shows the value. */
function signingSecret(name: string, secret: Secret): Secret {
  const text = secret.reveal();
  const base64 = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(text)?.[1];
  const bytes = base64 === undefined ? 0 : Buffer.from(base64, 'base64').length;
  const isRight = text.startsWith('whsec_') ? bytes >= 24 && bytes <= 64 : text.length >= 16;
  if (!isRight)
    fail(`${name} must be whsec_ and 24 to 64 bytes in base64, or another text of at least 16 characters`);
  return secret;
}

/** Demo mode makes its secrets once and keeps them beside its data (0600); production must be given them. */
function secrets(mode: Config['mode'], dataDir: string, env: Env) {
  const file = join(dataDir, 'secrets.json');
  return (name: string, make: () => string): Secret => {
    const given = env[name];
    if (given) return new Secret(given);
    if (mode === 'production') throw new Error(`${name} must be set in production`);
    mkdirSync(dataDir, { recursive: true });
    const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    const value = kept[name] ?? make();
    if (kept[name] === undefined)
      writeFileSync(file, JSON.stringify({ ...kept, [name]: value }), { mode: 0o600 });
    return new Secret(value);
  };
}
