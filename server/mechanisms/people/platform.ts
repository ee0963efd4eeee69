/**
 * What the platform itself does with people and merchants, without a sign-in: the demo's, those of tests and imports.
 * Every act is a journalled command of the actor `platform`; no route leads here.
 */
import { type Id, newId } from '../../kernel/id.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Actor, Journal } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import type { KeyScope, OperatorRole, StaffRole } from './caller.ts';
import { addStaff, createApiKey, createMerchant, grantOperator } from './merchant-commands.ts';
import { registerPerson, setPin, setRealName } from './person-commands.ts';
import { sealRealName } from './real-name.ts';
import { grantSession } from './session-commands.ts';
import type { PersonLocale } from './tables.ts';
import { apiKeyToken, sessionToken, tokenHash } from './tokens.ts';

export type PlatformActs = {
  /** The person with this phone; made when missing. */
  registerPerson(wish: { phone: string; name: string; locale?: PersonLocale }): Promise<Id<'person'>>;
  /** Opens a session on a new device; returns the bearer token. */
  openSession(person: Id<'person'>, deviceName: string): Promise<string>;
  setPin(person: Id<'person'>, pin: string): Promise<void>;
  /** Refuses CONFLICT when a real name is set, REAL_NAME_TAKEN when another account has the number. */
  setRealName(person: Id<'person'>, realName: { name: string; idNumber: string }): Promise<void>;
  createMerchant(wish: { name: string; owner?: Id<'person'> }): Promise<Id<'merchant'>>;
  /** Returns the secret key. The same merchant and label: the same key. */
  createApiKey(merchant: Id<'merchant'>, label: string, scopes?: readonly KeyScope[]): Promise<string>;
  addStaff(merchant: Id<'merchant'>, person: Id<'person'>, role: StaffRole): Promise<void>;
  grantOperator(person: Id<'person'>, roles: readonly OperatorRole[]): Promise<void>;
};

const platform: Actor = { id: 'platform' };

export function createPlatformActs(deps: { journal: Journal; vault: Vault; clock: Clock }): PlatformActs {
  const { journal, vault, clock } = deps;
  const once = () => ({ key: newId('once', clock.now()), actor: platform });

  return {
    async registerPerson({ phone, name, locale = 'en' }) {
      const body = { phone, name, locale };
      const outcome = await journal.submit(registerPerson, { ...once(), body });
      return outcome.reply().id as Id<'person'>;
    },
    async openSession(person, deviceName) {
      const session = newId('session', clock.now());
      const token = sessionToken(vault, session).reveal();
      const outcome = await journal.submit(grantSession, {
        ...once(),
        body: { person, deviceName },
        found: { session, tokenHash: tokenHash(token) },
      });
      outcome.reply();
      return token;
    },
    async setPin(person, pin) {
      const found = { hash: await vault.hashPin(new Secret(pin)) };
      const body = { change: false, person };
      const outcome = await journal.submit(setPin, { ...once(), body, found });
      outcome.reply();
    },
    async setRealName(person, realName) {
      const sealed = await sealRealName(vault, realName);
      const body = { mark: sealed.mark, person };
      const { found } = sealed;
      const outcome = await journal.submit(setRealName, { ...once(), body, found });
      if (outcome.refused) await sealed.forget();
      outcome.reply();
    },
    async createMerchant({ name, owner = null }: { name: string; owner?: Id<'person'> | null }) {
      const body = { name, owner };
      const outcome = await journal.submit(createMerchant, { ...once(), body });
      return outcome.reply().id as Id<'merchant'>;
    },
    async createApiKey(merchant, label, scopes = ['full']) {
      const id = newId('key', clock.now());
      const secret = apiKeyToken(vault, id).reveal();
      const outcome = await journal.submit(createApiKey, {
        key: `${createApiKey.kind} ${merchant} ${label}`,
        actor: platform,
        body: { merchant, label, scopes, replaces: null, overlapMs: 0 },
        found: { id, hash: tokenHash(secret), last4: secret.slice(-4) },
      });
      return apiKeyToken(vault, outcome.reply().id).reveal();
    },
    async addStaff(merchant, person, role) {
      const body = { merchant, person, role };
      (await journal.submit(addStaff, { ...once(), body })).reply();
    },
    async grantOperator(person, roles) {
      const body = { person, roles };
      (await journal.submit(grantOperator, { ...once(), body })).reply();
    },
  };
}
