/**
 * What a passkey signed, looked at outside the journal by @simplewebauthn/server (WebAuthn Level 3): key, page, purpose,
 * presence and verification of the person. It decides nothing: times, single use and counters are the guard's.
 */
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Logger } from 'pino';
import type { Vault } from '../vault/index.ts';
import type { NewPasskeyFound } from './commands.ts';
import type { Assertion, Registration } from './contract.ts';
import { type Bound, readChallenge, type SignedChallenge } from './nonce.ts';
import type { PasskeyFound } from './proof.ts';
import type { Passkey } from './storage.ts';

/** ES256, EdDSA, RS256: what authenticators in use have. */
export const ALGORITHMS = [-7, -8, -257];

/** Whose passkeys these are: the host of the platform's address, and the page's origin. */
export type RelyingParty = { readonly id: string; readonly origin: string };

type Deps = { readonly party: RelyingParty; readonly vault: Vault; readonly log: Logger };

export async function checkRegistration(
  { party, vault, log }: Deps,
  bound: Bound,
  response: Registration,
): Promise<NewPasskeyFound> {
  const ours = challengeIn(vault, bound, response.response.clientDataJSON);
  if (!ours) return { matched: false };
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: ours.text,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return { matched: false };
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      matched: true,
      nonce: ours.nonce,
      expiresAt: ours.expiresAt,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: response.response.transports ?? [],
      synced: credentialBackedUp,
    };
  } catch (thrown) {
    log.info({ reason: reasonOf(thrown) }, 'a new passkey was not accepted');
    return { matched: false };
  }
}

export async function checkAssertion(
  { party, vault, log }: Deps,
  bound: Bound,
  passkey: Passkey,
  response: Assertion,
): Promise<Extract<PasskeyFound, { matched: true }> | null> {
  const ours = challengeIn(vault, bound, response.response.clientDataJSON);
  if (!ours) return null;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: ours.text,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      // The count is compared where it is kept, in the decision: here it would be one of a moment ago.
      credential: {
        id: passkey.credentialId,
        publicKey: Uint8Array.from(passkey.publicKey),
        counter: 0,
      },
    });
    if (!verified) return null;
    const [challenge = '', about = ''] = bound.subject.split(' ');
    const { nonce, expiresAt } = ours;
    const counter = authenticationInfo.newCounter;
    return {
      kind: 'passkey',
      matched: true,
      passkey: passkey.id,
      nonce,
      expiresAt,
      counter,
      challenge,
      about,
    };
  } catch (thrown) {
    log.info({ reason: reasonOf(thrown) }, 'a passkey was not accepted');
    return null;
  }
}

/** The challenge that the browser says was signed, when it is one that we made for exactly this. */
function challengeIn(
  vault: Vault,
  bound: Bound,
  clientDataJSON: string,
): (SignedChallenge & { readonly text: string }) | null {
  let text: unknown;
  try {
    text = (JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge?: unknown } | null)
      ?.challenge;
  } catch {
    return null;
  }
  if (typeof text !== 'string') return null;
  const ours = readChallenge(vault, bound, text);
  return ours && { ...ours, text };
}

const reasonOf = (thrown: unknown) => String((thrown as Error)?.message ?? thrown).slice(0, 200);
