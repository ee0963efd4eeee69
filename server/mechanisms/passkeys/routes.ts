/** Passkeys over HTTP: add in two steps, list, remove. */
import { createHash } from 'node:crypto';
import { generateRegistrationOptions } from '@simplewebauthn/server';
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { selectRows } from '../database/index.ts';
import type { Ground } from '../flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  hitHeader,
  type RouteSpec,
  signedIn,
  wholeList,
} from '../http/index.ts';
import type { JsonObject } from '../journal/index.ts';
import { maskPhone, persons } from '../people/index.ts';
import { ALGORITHMS, checkRegistration, type RelyingParty } from './check.ts';
import { addPasskey, offerPasskey, removePasskey } from './commands.ts';
import * as contract from './contract.ts';
import { type Bound, CHALLENGE_LIFE_MS, writeChallenge } from './nonce.ts';
import { passkeysOf, passkeyView } from './storage.ts';

const PEOPLE = ['person'] as const;
const tag = 'passkeys';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

type Deps = Pick<Ground, 'database' | 'journal' | 'vault' | 'people' | 'log'> & {
  readonly party: RelyingParty;
};

export function passkeyRoutes({ database, journal, vault, people, log, party }: Deps): RouteSpec[] {
  return [
    {
      method: 'POST',
      path: '/v1/passkeys/options',
      summary: 'Begin to add a passkey: options for navigator.credentials.create, good once, on this device',
      tag,
      callers: PEOPLE,
      limitPerMinute: 20,
      body: contract.Proven,
      replies: { 201: contract.OptionsReply },
      async handle(request) {
        const caller = signedIn(request);
        const { proof } = bodyOf<contract.ProvenBody>(request);
        const outcome = await journal.submit(offerPasskey, {
          ...askedBy(request),
          body: {},
          found: { proof: await people.checkProof(caller, proof) },
        });
        const { nonce, expiresAt } = outcome.reply();
        const [[person], own] = await Promise.all([
          selectRows(database.pool, persons, [caller.person]),
          passkeysOf(database.pool, caller.person),
        ]);
        if (!person) return refuse('UNAUTHENTICATED');
        const options = await generateRegistrationOptions({
          rpName: 'Bursar',
          rpID: party.id,
          userID: Uint8Array.from(vault.derive('passkey-user', caller.person)),
          userName: maskPhone(person.phone),
          userDisplayName: person.name,
          challenge: writeChallenge(vault, newFor(caller), { nonce, expiresAt: Date.parse(expiresAt) }),
          timeout: CHALLENGE_LIFE_MS,
          attestationType: 'none',
          excludeCredentials: own.map(({ credentialId, transports }) => ({
            id: credentialId,
            transports: [...transports] as never,
          })),
          authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
          supportedAlgorithmIDs: ALGORITHMS,
        });
        return { status: 201, ...hitHeader(outcome), body: { expiresAt, options } };
      },
    },
    {
      method: 'POST',
      path: '/v1/passkeys',
      summary: 'Keep the passkey that the browser has made',
      tag,
      callers: PEOPLE,
      limitPerMinute: 20,
      body: contract.AddPasskey,
      replies: { 201: contract.PasskeyReply },
      async handle(request) {
        const caller = signedIn(request);
        const { name, response } = bodyOf<contract.AddPasskeyBody>(request);
        const found = await checkRegistration({ party, vault, log }, newFor(caller), response);
        const outcome = await journal.submit(addPasskey, {
          ...askedBy(request),
          body: {
            name,
            credential: sha256(response.id),
            key: found.matched ? sha256(found.publicKey) : null,
          },
          found: found as JsonObject,
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'GET',
      path: '/v1/passkeys',
      summary: 'My passkeys',
      tag,
      callers: PEOPLE,
      replies: { 200: contract.PasskeyList },
      async handle(request) {
        const own = await passkeysOf(database.pool, signedIn(request).person);
        return { body: wholeList(own.map(passkeyView)) };
      },
    },
    {
      method: 'DELETE',
      path: '/v1/passkeys/:id',
      summary: 'Remove a passkey; it proves nothing from then on',
      tag,
      callers: PEOPLE,
      limitPerMinute: 20,
      params: contract.PasskeyParams,
      body: contract.Proven,
      replies: { 200: contract.RemovedReply },
      async handle(request) {
        const caller = signedIn(request);
        const { proof } = bodyOf<contract.ProvenBody>(request);
        const outcome = await journal.submit(removePasskey, {
          ...askedBy(request),
          body: { passkey: request.params.id as Id<'passkey'> },
          found: { proof: await people.checkProof(caller, proof) },
        });
        return commandAnswer(outcome);
      },
    },
  ];
}

const newFor = (caller: { readonly person: string; readonly device: string }): Bound => ({
  purpose: 'register',
  person: caller.person,
  device: caller.device,
  subject: '',
});
