/** Commands of a person about his passkeys: ask for a new one with the PIN, keep it, remove it with the PIN. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { defineCommand, put } from '../journal/index.ts';
import { guardProof, loadProof } from '../people/index.ts';
import { MAX_PASSKEYS, type PasskeyView } from './contract.ts';
import { CHALLENGE_LIFE_MS } from './nonce.ts';
import { type Passkey, passkeyCounts, passkeys, passkeyView, spentNonces } from './storage.ts';

/** The PIN was right: the person may make one new passkey on this device, soon. */
export const offerPasskey = defineCommand<Record<string, never>, { nonce: Id<'nonce'>; expiresAt: string }>({
  kind: 'passkey.offer',
  async load(loader, commands) {
    await Promise.all([
      loadProof(loader, commands),
      loader.fetch(
        passkeyCounts,
        commands.map(({ actor }) => actor.id),
      ),
    ]);
  },
  decide(view, command, context) {
    const count = view.get(passkeyCounts, command.actor.id)?.passkeys ?? 0;
    if (count >= MAX_PASSKEYS) refuse('PASSKEYS_FULL', { limit: MAX_PASSKEYS });
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    const expiresAt = isoTime(context.now + CHALLENGE_LIFE_MS);
    return { changes: proven, reply: { nonce: context.newId('nonce'), expiresAt } };
  },
});

/** What checking a new passkey found; it is kept in the table, and the journal keeps hashes of it. */
export type NewPasskeyFound =
  | { readonly matched: false }
  | {
      readonly matched: true;
      readonly nonce: string;
      readonly expiresAt: Instant;
      readonly credentialId: string;
      /** base64url. */
      readonly publicKey: string;
      readonly counter: number;
      readonly transports: readonly string[];
      readonly synced: boolean;
    };
export type AddPasskey = {
  readonly name: string;
  /** SHA-256 of the credential's name and of its public key. */
  readonly credential: string;
  readonly key: string | null;
};

export const addPasskey = defineCommand<AddPasskey, PasskeyView>({
  kind: 'passkey.add',
  async load(loader, commands) {
    const found = commands.flatMap((command) => {
      const one = command.found as NewPasskeyFound;
      return one.matched ? [one] : [];
    });
    await Promise.all([
      loader.fetch(
        spentNonces,
        found.map(({ nonce }) => nonce),
      ),
      loader.fetchBy(
        passkeys,
        'byCredentialId',
        found.map(({ credentialId }) => [credentialId]),
      ),
      loader.fetch(
        passkeyCounts,
        commands.map(({ actor }) => actor.id),
      ),
    ]);
  },
  decide(view, { actor, body, ...command }, { now, newId }) {
    const found = command.found as NewPasskeyFound;
    const person = actor.id as Id<'person'>;
    const count = view.get(passkeyCounts, person)?.passkeys ?? 0;
    if (!found.matched || !actor.device) return refuse('PASSKEY_INVALID');
    if (view.get(spentNonces, found.nonce)) refuse('REPLAYED');
    if (now >= found.expiresAt) refuse('EXPIRED');
    if (view.getBy(passkeys, 'byCredentialId', [found.credentialId])) refuse('PASSKEY_INVALID');
    if (count >= MAX_PASSKEYS) refuse('PASSKEYS_FULL', { limit: MAX_PASSKEYS });
    // From here the command must succeed.
    const passkey: Passkey = {
      id: newId('passkey'),
      person,
      credentialId: found.credentialId,
      publicKey: Buffer.from(found.publicKey, 'base64url'),
      signCount: BigInt(found.counter),
      transports: found.transports,
      synced: found.synced,
      name: body.name.trim(),
      device: actor.device,
      state: 'active',
      createdAt: now,
      lastUsedAt: null,
      endedAt: null,
    };
    return {
      changes: [
        put(passkeys, passkey),
        put(spentNonces, { nonce: found.nonce as Id<'nonce'>, at: now }),
        put(passkeyCounts, { person, passkeys: count + 1 }),
      ],
      events: [event('passkey.added', passkey)],
      reply: passkeyView(passkey),
    };
  },
});

export const removePasskey = defineCommand<{ readonly passkey: Id<'passkey'> }, { id: string }>({
  kind: 'passkey.remove',
  async load(loader, commands) {
    await Promise.all([
      loadProof(loader, commands),
      loader.fetch(
        passkeys,
        commands.map(({ body }) => body.passkey),
      ),
      loader.fetch(
        passkeyCounts,
        commands.map(({ actor }) => actor.id),
      ),
    ]);
  },
  decide(view, command, context) {
    const { actor, body } = command;
    const passkey = view.get(passkeys, body.passkey);
    if (!passkey || passkey.person !== actor.id || passkey.state !== 'active') return refuse('NOT_FOUND');
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    const count = view.get(passkeyCounts, actor.id)?.passkeys ?? 1;
    return {
      changes: [
        ...proven,
        put(passkeys, { ...passkey, state: 'removed', endedAt: context.now }),
        put(passkeyCounts, { person: passkey.person, passkeys: count - 1 }),
      ],
      events: [event('passkey.removed', passkey)],
      reply: { id: passkey.id },
    };
  },
});

function event(type: string, { id, person, name }: Passkey) {
  return { type, object: id, audience: [person], data: { id, name } };
}
