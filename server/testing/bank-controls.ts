/** What tests do to the sandbox bank from outside: order lies, read phones, look at its books. Its own public controls. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { currency } from '../kernel/money.ts';
import { accountsOf, availableOf, balanceOf } from '../mechanisms/ledger/index.ts';
import { newVaultKey } from '../mechanisms/vault/index.ts';
import type { TestPerson, World } from './world.ts';

export type Lie = { operation: string; lie: string; times?: number; delayMs?: number; code?: string };

export const CARDS = {
  ana: { pan: '6212345678901232', holderName: 'Ana Lin', phone: '+8613800000001' },
  bo: { pan: '6212345678902248', holderName: 'Bo Chen', phone: '+8613800000002' },
  cara: { pan: '6212345678903253', holderName: 'Cara Zhou', phone: '+8613800000003' },
  dai: { pan: '6212345678904269', holderName: 'Dai Wang', phone: '+8613800000004' },
  caraPoor: { pan: '6212345678907775', holderName: 'Cara Zhou', phone: '+8613800000003' },
  daiExpired: { pan: '6212345678908880', holderName: 'Dai Wang', phone: '+8613800000004', expiry: '2024-06' },
} as const;
export type TypedCard = { pan: string; holderName: string; phone: string; expiry?: string };

export function typed(card: TypedCard) {
  return { kind: 'card', expiry: '2031-12', ...card };
}

export type BankControls = {
  lies(...lies: Lie[]): Promise<void>;
  /** The code of the latest message to this phone that came after `after` messages. */
  code(phone: string): Promise<string>;
  /** The account's balance, minor units, by the bank's id of it ("ana-debit", "settlement-platform"). */
  balance(account: string): Promise<bigint>;
  booksAreRight(): Promise<boolean>;
};

export function controlsOf(bankUrl: string): BankControls {
  async function get(path: string): Promise<unknown> {
    const response = await fetch(bankUrl + path);
    return response.json();
  }
  return {
    async lies(...lies) {
      const response = await fetch(`${bankUrl}/control/lies`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(lies),
      });
      if (!response.ok) throw new Error(`the bank does not lie: ${await response.text()}`);
    },
    async code(phone) {
      const { data } = (await get(`/control/messages?phone=${encodeURIComponent(phone)}&limit=100`)) as {
        data: { text: string }[];
      };
      const found = data.flatMap(({ text }) => /\b(\d{6}) is your code/.exec(text)?.[1] ?? []);
      const last = found[found.length - 1];
      if (!last) throw new Error(`no code was sent to ${phone}`);
      return last;
    },
    async balance(account) {
      const { data } = (await get('/control/accounts')) as {
        data: { id: string; balance: { minor: string } }[];
      };
      const found = data.find(({ id }) => id === account);
      if (!found) throw new Error(`the bank has no account ${account}`);
      return BigInt(found.balance.minor);
    },
    booksAreRight: async () => ((await get('/control/books')) as { balanced: boolean }).balanced,
  };
}

export function bankOf(world: World): BankControls {
  return controlsOf(world.config.bankUrl);
}

/** Requests to the bank that may still change. */
export async function openRequests(world: World): Promise<number> {
  const { rows } = await world.app.ground.database.pool.query(
    `select count(*)::int as n from bank.request where state in ('asking', 'pending', 'unknown', 'escalated', 'abandoned', 'undoing')`,
  );
  return rows[0].n;
}

/** Posted and available balance of a wallet, minor units. */
export async function walletBalance(
  world: World,
  person: string,
): Promise<{ posted: bigint; available: bigint }> {
  const wallets = await accountsOf(world.app.ground.database.pool, person);
  const wallet = wallets.find(({ kind }) => kind === 'wallet');
  return wallet
    ? { posted: balanceOf(wallet), available: availableOf(wallet) }
    : { posted: 0n, available: 0n };
}

/** Platform and bank agree to the cent, and nothing is left in suspense. `funded`: what tests put in without the bank. */
export async function assertAgreement(world: World, funded = 0n): Promise<void> {
  await world.checkBooks();
  const bank = bankOf(world);
  if (!(await bank.booksAreRight())) throw new Error("the bank's books do not balance");
  const code = currency('CNY');
  const net = async (owner: string, kind: string) =>
    (await accountsOf(world.app.ground.database.pool, owner))
      .filter((account) => account.kind === kind && account.currency === code)
      .reduce((sum, account) => sum + balanceOf(account), 0n);
  const ours = (await net('platform', 'bank')) - funded;
  const theirs = await bank.balance('settlement-platform');
  if (ours !== theirs) throw new Error(`our bank account says ${ours}, the bank ${theirs}`);
  const suspense = await net('platform', 'suspense');
  if (suspense !== 0n) throw new Error(`${suspense} are left in suspense`);
}

/** Kinds of the alerts raised so far, oldest first. */
export async function alertKinds(world: World): Promise<string[]> {
  const { rows } = await world.app.ground.database.pool.query(
    'select kind from bank.alert order by raised_at, id',
  );
  return rows.map(({ kind }: { kind: string }) => kind);
}

/** Types a card, reads the code from its phone, proves it. Returns the instrument's id. */
export async function bindCard(world: World, person: TestPerson, card: TypedCard): Promise<string> {
  const made = await person.api.post('/v1/instruments', typed(card));
  if (made.status !== 201) throw new Error(`not bound: ${JSON.stringify(made.body)}`);
  const code = await bankOf(world).code(card.phone);
  const bound = await person.api.post(`/v1/instruments/${String(made.body.id)}/verify`, { code });
  if (bound.status !== 200) throw new Error(`not verified: ${JSON.stringify(bound.body)}`);
  return String(made.body.id);
}

/** Asks until `check` says yes; fails after `limitMs`. */
export async function until<T>(
  ask: () => Promise<T>,
  check: (value: T) => boolean,
  limitMs = 60_000,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const value = await ask();
    if (check(value)) return value;
    if (Date.now() - started > limitMs) throw new Error(`not within ${limitMs} ms: ${JSON.stringify(value)}`);
    await sleep(100);
  }
}

/** A platform without the demo's own people and acts: what happens is what the test does. */
export function quietEnv(): Record<string, string> {
  const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
  return {
    BURSAR_MODE: 'production',
    BANK_SECRET: secret(),
    PLATFORM_SECRET: secret(),
    VAULT_KEY: newVaultKey().reveal(),
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
  };
}
