/** Looks at a proof outside the journal: reads the PIN's hash and compares. It decides nothing. */

import { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import { type Database, selectRows } from '../database/index.ts';
import { signedIn } from '../http/index.ts';
import { attempts } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Caller } from './caller.ts';
import type { ProofBody } from './contract.ts';
import { pinAttempts } from './pin-recovery.ts';
import type { ProofFound } from './proof.ts';
import { pins } from './tables.ts';

export function createProofCheck({
  database,
  vault,
  clock,
}: {
  database: Database;
  vault: Vault;
  clock: Clock;
}) {
  return async (caller: Caller, proof: ProofBody | undefined): Promise<ProofFound> => {
    const { person } = signedIn({ caller });
    if (proof === undefined) return { kind: 'none' };
    if ('paymentSession' in proof) return { kind: 'session', id: proof.paymentSession };
    return checkPin(person, new Secret(proof.pin));
  };

  async function checkPin(person: string, pin: Secret): Promise<ProofFound> {
    const [[known], [counter]] = await Promise.all([
      selectRows(database.pool, pins, [person]),
      selectRows(database.pool, attempts, [pinAttempts(person)]),
    ]);
    // The decision refuses these anyway: no argon2 for a locked PIN, so that guessing costs us nothing.
    const locked =
      counter?.lockedUntil !== null &&
      counter?.lockedUntil !== undefined &&
      clock.now() < counter.lockedUntil;
    if (!known || locked) return { kind: 'pin', matched: false, version: known?.version ?? 0 };
    return { kind: 'pin', matched: await vault.pinMatches(known.hash, pin), version: known.version };
  }
}
