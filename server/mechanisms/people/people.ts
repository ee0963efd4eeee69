/** The doors of people that other parts use: who calls, what proves it, who is meant. */
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Id } from '../../kernel/id.ts';
import type { Secret } from '../../kernel/secret.ts';
import { type Clock, HOUR_MS } from '../../kernel/time.ts';
import { type Database, selectRows } from '../database/index.ts';
import type { FlowParts } from '../flow/index.ts';
import type { Timer } from '../jobs/index.ts';
import type { Journal } from '../journal/index.ts';
import type { SendSms } from '../sms/index.ts';
import { type Vault, vaultTasks } from '../vault/index.ts';
import { createAuthenticator } from './authenticate.ts';
import type { Caller } from './caller.ts';
import { createProofCheck } from './check-proof.ts';
import type { ProofBody } from './contract.ts';
import { type FindByPhone, limitLooks } from './phone-looks.ts';
import { createPlatformActs, type PlatformActs } from './platform.ts';
import type { ProofFound } from './proof.ts';
import { type DeviceOfPerson, devicesOf, merchantByName, nameOf, personIdByPhone } from './reads.ts';
import { isRealName } from './real-name.ts';
import { peopleRoutes } from './routes.ts';
import { createSignIn } from './sign-in.ts';
import { createSignInSteps } from './sign-in-steps.ts';
import { persons } from './tables.ts';
import { apiKeyToken, sessionToken } from './tokens.ts';

export type PeopleDeps = {
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly config: Pick<Config, 'currency'>;
  readonly sendSms: SendSms;
  readonly log: Logger;
};

export type People = PlatformActs & {
  /** Reads bearer token, secret key and `Bursar-Merchant`. Unknown tokens make an anonymous caller; never rejects with a refusal but FORBIDDEN. */
  authenticate(headers: IncomingHttpHeaders): Promise<Caller> | Caller;
  /** Drops what `authenticate` remembers: revocation works at once. */
  forgetCallers(): void;
  /** The slow part of a proof, outside the journal. Put the answer into `found.proof`. Refuses BUSY under a flood. */
  checkProof(caller: Caller, proof: ProofBody | undefined): Promise<ProofFound>;
  /** For the platform's own acts. */
  personByPhone(phone: string): Promise<Id<'person'> | null>;
  /** For whoever names another person by his phone: counted. Refuses RATE_LIMITED. */
  findByPhone: FindByPhone;
  /** Whom another person means, by an id or a phone number. Refuses RATE_LIMITED. */
  personMeant(asker: Id<'person'>, idOrPhone: string): Promise<Id<'person'> | null>;
  /** The bearer token of a session and the secret key of an API key: they follow from the id and the vault's secret. */
  sessionToken(session: string): Secret;
  apiKeyToken(key: string): Secret;
  phoneOf(person: string): Promise<string | null>;
  /** Whether this is the name that the person has registered, as cards print it: capitals do not matter. */
  isRealName(person: string, name: string): Promise<boolean>;
  /** Newest first; those without a session too. */
  devicesOf(person: Id<'person'>): Promise<DeviceOfPerson[]>;
  /** The name of a person or merchant; null when there is none. */
  displayName(id: string): Promise<string | null>;
  /** Remembered: merchants keep their names. */
  merchantName(id: string): Promise<string>;
  merchantByName(name: string): Promise<Id<'merchant'> | null>;
  readonly parts: FlowParts;
};

export function createPeople(deps: PeopleDeps): People {
  const { database, journal, vault, clock } = deps;
  const authenticator = createAuthenticator({ database, clock });
  const names = new LRUCache<string, string>({ max: 10_000 });
  const personByPhone = (phone: string) => personIdByPhone(database.pool, phone);
  const findByPhone = limitLooks(personByPhone);
  const doors = {
    ...createPlatformActs({ journal, vault, clock }),
    authenticate: authenticator.authenticate,
    forgetCallers: authenticator.forget,
    checkProof: createProofCheck({ database, vault, clock }),
    personByPhone,
    findByPhone,
    personMeant: async (asker: Id<'person'>, idOrPhone: string) =>
      idOrPhone.startsWith('+') ? findByPhone(asker, idOrPhone) : (idOrPhone as Id<'person'>),
    sessionToken: (session: string) => sessionToken(vault, session),
    apiKeyToken: (key: string) => apiKeyToken(vault, key),
    phoneOf: async (person: string) => (await selectRows(database.pool, persons, [person]))[0]?.phone ?? null,
    isRealName: (person: string, name: string) => isRealName({ database, vault }, person, name),
    devicesOf: (person: Id<'person'>) => devicesOf(database.pool, person, clock.now()),
    displayName: (id: string) => nameOf(database.pool, id),
    merchantByName: (name: string) => merchantByName(database.pool, name),
    async merchantName(id: string) {
      const known = names.get(id);
      if (known !== undefined) return known;
      const name = (await nameOf(database.pool, id)) ?? '';
      if (name !== '') names.set(id, name);
      return name;
    },
  };
  const steps = createSignInSteps({ database, journal, vault, clock, library: createSignIn(deps) });
  const { config } = deps;
  const routes = peopleRoutes({ config, database, journal, vault, clock, people: doors, steps });
  // Does nothing unless VAULT_KEY lists an older key after the current one.
  const rotation: Timer = {
    name: 'vault.rotate',
    everyMs: HOUR_MS,
    run: async () => void (await vault.rotate()),
  };
  return { ...doors, parts: { routes, tasks: vaultTasks(vault), timers: [rotation] } };
}
