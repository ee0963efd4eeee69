/**
 * PIN hashes: argon2id with a secret that is not in the database's plain text, because six digits alone can be tried
 * out. Runs in the thread pool; how many at once is bounded, so that guesses cannot take the processor from payments.
 */
import { hash, verify } from '@node-rs/argon2';
import { refuse } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;
const MAX_WAITING = 500;

export type Pins = {
  /** With an `intent` the same PIN has the same hash again, so that a repeated request can be told from another one. */
  hashPin(pin: Secret, intent?: string): Promise<string>;
  /** Refuses BUSY when too many wait. */
  pinMatches(hashed: string, pin: Secret): Promise<boolean>;
};

/** `saltOf`: the salt of an intent; unlike every other one's, and known to nobody without the vault's key. */
export function createPins(pepper: Buffer, saltOf: (intent: string) => Buffer): Pins {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) refuse('BUSY');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on; only without a successor it becomes free.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    hashPin: (pin, intent) => {
      const salted = intent === undefined ? {} : { salt: saltOf(intent) };
      return inTurn(() => hash(pin.reveal(), { ...COST, ...salted, secret: pepper }));
    },
    pinMatches: (hashed, pin) => inTurn(() => verify(hashed, pin.reveal(), { secret: pepper })),
  };
}
