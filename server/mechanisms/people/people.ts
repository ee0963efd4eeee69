/** The doors of people that other parts use: who calls, what proves it, who is meant. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Id } from '../../kernel/id.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import { createAuthenticator } from './authenticate.ts';
import type { Caller } from './caller.ts';
import type { ProofBody } from './contract.ts';
import { createProofCheck } from './check-proof.ts';
import type { ProofFound } from './proof.ts';
import { personIdByPhone } from './reads.ts';
import { createSignIn, type SignInLibrary } from './sign-in.ts';
import { apiKeyToken, sessionToken } from './tokens.ts';

export type PeopleDeps = {
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Sends a text message. Rejects when the network does not take it. */
  readonly sendSms: (to: string, text: Secret) => Promise<void>;
};

export type People = {
  /** Reads bearer token, secret key and `Bursar-Merchant`. Unknown tokens make an anonymous caller; never rejects with a refusal but FORBIDDEN. */
  authenticate(headers: IncomingHttpHeaders): Promise<Caller> | Caller;
  /** Drops what `authenticate` remembers: revocation works at once. */
  forgetCallers(): void;
  /** The slow part of a proof, outside the journal. Put the answer into `found.proof`. Refuses BUSY under a flood. */
  checkProof(caller: Caller, proof: ProofBody): Promise<ProofFound>;
  personByPhone(phone: string): Promise<Id<'person'> | null>;
  /** The bearer token of a session and the secret key of an API key: they follow from the id and the vault's secret. */
  sessionToken(session: string): Secret;
  apiKeyToken(key: string): Secret;
  readonly signIn: SignInLibrary;
};

export function createPeople(deps: PeopleDeps): People {
  const { database, vault } = deps;
  const authenticator = createAuthenticator({ database, clock: deps.clock });
  return {
    authenticate: authenticator.authenticate,
    forgetCallers: authenticator.forget,
    checkProof: createProofCheck({ database, vault, clock: deps.clock }),
    personByPhone: (phone) => personIdByPhone(database.pool, phone),
    sessionToken: (session) => sessionToken(vault, session),
    apiKeyToken: (key) => apiKeyToken(vault, key),
    signIn: createSignIn(deps),
  };
}
