/** The demo as `npm start` runs it, inside of the test's process: server, real bank, built web apps, seeded people. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoCredentials } from '../server/demo/credentials.ts';
import type { Flow } from '../server/mechanisms/flow/index.ts';
import { type BankControls, bankOf } from '../server/testing/bank-controls.ts';
import { type Api, createWorld, type World } from '../server/testing/world.ts';

export type Town = {
  readonly world: World;
  readonly url: string;
  readonly credentials: DemoCredentials;
  readonly bank: BankControls;
  /** A seeded person by first name, with a client that acts as them. */
  person(name: string): DemoCredentials['people'][number] & { readonly api: Api };
  shop(): DemoCredentials['merchants'][number] & { readonly api: Api };
  /** The code that the telephone network delivers to this phone because of what `act` does. */
  codeAfter(phone: string, act: () => Promise<unknown>): Promise<string>;
  stop(): Promise<void>;
};

const PATIENCE_MS = 60_000;

/** Resolves when the demo's opening has been played to its end: from then on only the test moves money. */
export async function openTown(options: { flows?: readonly Flow[] } = {}): Promise<Town> {
  const world = await createWorld({ bank: true, ...options });
  const anyone = world.api(null);
  const credentials = await eventually('the demo to open', async () => {
    const { status, body } = await anyone.get('/demo/credentials');
    return status === 200 ? (body as DemoCredentials) : undefined;
  });
  await eventually('the last act of the opening', async () => {
    const { body } = await anyone.get('/demo/journal');
    return (body.data as { kind: string }[]).some(({ kind }) => kind === 'supervision.change') || undefined;
  });
  async function codes(phone: string): Promise<string[]> {
    const address = `${world.config.bankUrl}/control/messages?phone=${encodeURIComponent(phone)}&limit=100`;
    const { data } = (await (await fetch(address)).json()) as { data: { text: string }[] };
    return data.flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
  }
  return {
    world,
    url: world.config.publicUrl,
    credentials,
    bank: bankOf(world),
    person(name) {
      const found = credentials.people.find((one) => one.name.startsWith(name));
      if (!found) throw new Error(`nobody is called ${name}`);
      return { ...found, api: world.api(found.token) };
    },
    shop() {
      const [first] = credentials.merchants;
      if (!first) throw new Error('the demo has no shop');
      return { ...first, api: world.api(first.secretKey) };
    },
    async codeAfter(phone, act) {
      const before = (await codes(phone)).length;
      await act();
      return eventually(`a code for ${phone}`, async () => (await codes(phone)).slice(before).at(-1));
    },
    stop: () => world.stop(),
  };
}

/** Asks until there is something. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limitMs = PATIENCE_MS,
): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(100)) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error(`waited ${limitMs} ms for ${what}`);
}
