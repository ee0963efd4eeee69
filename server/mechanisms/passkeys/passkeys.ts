/** The doors of passkeys: options for the browser, and the slow check of what comes back. */
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import type { Config } from '../../config.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { selectRowsBy } from '../database/index.ts';
import type { FlowParts, Ground } from '../flow/index.ts';
import { signedIn } from '../http/index.ts';
import type { Caller } from '../people/index.ts';
import { checkAssertion, type RelyingParty } from './check.ts';
import type { Assertion } from './contract.ts';
import { type Bound, CHALLENGE_LIFE_MS, newChallenge, writeChallenge } from './nonce.ts';
import type { PasskeyFound } from './proof.ts';
import { passkeyRoutes } from './routes.ts';
import { passkeys, passkeysOf } from './storage.ts';

/** What is asked: the challenge, and the hash of what its approver is shown. */
export type AskedOf = { readonly challengeId: string; readonly about: string };

export type PasskeyOptions = { readonly expiresAt: string; readonly options: Record<string, unknown> };

export type Passkeys = {
  /** Options for `navigator.credentials.get`, good for this person, device, challenge and wording. Refuses PASSKEY_NOT_SET. */
  passkeyOptions(caller: Caller, asked: AskedOf): Promise<PasskeyOptions>;
  /** The slow part of a proof, outside the journal. Put the answer into `found.proof`. */
  checkPasskey(caller: Caller, asked: AskedOf & { readonly response: Assertion }): Promise<PasskeyFound>;
  readonly parts: FlowParts;
};

export function createPasskeys(
  ground: Pick<Ground, 'config' | 'database' | 'journal' | 'vault' | 'people' | 'clock' | 'log'>,
): Passkeys {
  const { config, database, vault, clock, log } = ground;
  const party = relyingParty(config);

  return {
    async passkeyOptions(caller, asked) {
      const bound = boundTo(caller, asked);
      const own = await passkeysOf(database.pool, bound.person);
      if (own.length === 0) return refuse('PASSKEY_NOT_SET');
      const challenge = newChallenge(clock.now());
      const options = await generateAuthenticationOptions({
        rpID: party.id,
        challenge: writeChallenge(vault, bound, challenge),
        allowCredentials: own.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports] as never,
        })),
        userVerification: 'required',
        timeout: CHALLENGE_LIFE_MS,
      });
      return { expiresAt: isoTime(challenge.expiresAt), options: { ...options } };
    },
    async checkPasskey(caller, { response, ...asked }) {
      const bound = boundTo(caller, asked);
      const [known] = await selectRowsBy(database.pool, passkeys, 'byCredentialId', [[response.id]]);
      const usable = known?.state === 'active' && known.person === bound.person ? known : null;
      const found = usable && (await checkAssertion({ party, vault, log }, bound, usable, response));
      return found ?? { kind: 'passkey', matched: false };
    },
    parts: { routes: passkeyRoutes({ ...ground, party }) },
  };
}

function boundTo(caller: Caller, { challengeId, about }: AskedOf): Bound {
  const { person, device } = signedIn({ caller });
  return {
    purpose: 'approve',
    person,
    device,
    subject: `${challengeId} ${about}`,
  };
}

function relyingParty({ publicUrl }: Config): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
}
