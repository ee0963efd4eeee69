/** The demo's people and merchants: known phones, PINs and keys, so that a newcomer can begin at once. Demo mode only. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '../kernel/id.ts';
import type { Ground } from '../mechanisms/flow/index.ts';

export type DemoCredentials = {
  readonly merchants: readonly {
    readonly id: string;
    readonly name: string;
    readonly secretKey: string;
    readonly staff: { readonly name: string; readonly token: string };
  }[];
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly phone: string;
    readonly token: string;
    readonly pin: string;
  }[];
  readonly operators: readonly { readonly name: string; readonly phone: string; readonly token: string }[];
  readonly bankUrl: string;
};

const PIN = '135790';
/** The same people as at the sandbox bank: their names and phone numbers match. ID numbers are made up. */
const PEOPLE = [
  { name: 'Ana Lin', phone: '+8613800000001', idNumber: '110101199003070011' },
  { name: 'Bo Chen', phone: '+8613800000002', idNumber: '110101198806150022' },
  { name: 'Cara Zhou', phone: '+8613800000003', idNumber: '110101199211230033' },
  { name: 'Dai Wang', phone: '+8613800000004', idNumber: '110101197509090044' },
  // No customers of the bank: a child and a grandmother, over whom others watch.
  { name: 'Lily Lin', phone: '+8613800000005', idNumber: '110101201404180055' },
  { name: 'Guo Lan', phone: '+8613800000006', idNumber: '110101194802020066' },
] as const;
const MERCHANTS = [
  { name: 'Jade Tea House', owner: { name: 'Mei Tan', phone: '+8613800000011' } },
  { name: 'Harbour Books', owner: { name: 'Hugo Ma', phone: '+8613800000012' } },
] as const;
const OPERATOR = { name: 'Olga Ops', phone: '+8613800000021' } as const;

/** Makes whoever is missing; on later starts everybody keeps session and key. */
export async function seedCredentials(ground: Ground): Promise<DemoCredentials> {
  const { people, config } = ground;
  const person = async (one: { name: string; phone: string }) => {
    const known = await people.personByPhone(one.phone);
    const id = known ?? (await people.registerPerson({ phone: one.phone, name: one.name }));
    return { id, isNew: !known, token: await tokens.of(id) };
  };
  const tokens = keptTokens(ground);
  const seeded = [];
  for (const one of PEOPLE) {
    const { id, isNew, token } = await person(one);
    if (isNew) {
      await people.setPin(id, PIN);
      await people.setRealName(id, { name: one.name, idNumber: one.idNumber });
    }
    seeded.push({ id, name: one.name, phone: one.phone, token, pin: PIN });
  }
  const merchants = [];
  for (const one of MERCHANTS) {
    const owner = await person(one.owner);
    const known = await people.merchantByName(one.name);
    const id = known ?? (await people.createMerchant({ name: one.name, owner: owner.id }));
    const secretKey = await people.createApiKey(id, 'demo');
    merchants.push({ id, name: one.name, secretKey, staff: { name: one.owner.name, token: owner.token } });
  }
  const operator = await person(OPERATOR);
  if (operator.isNew) await people.grantOperator(operator.id, ['viewer', 'support', 'admin']);
  tokens.keep();
  return {
    merchants,
    people: seeded,
    operators: [{ name: OPERATOR.name, phone: OPERATOR.phone, token: operator.token }],
    bankUrl: config.bankUrl,
  };
}

/** The demo's sessions stay beside its data, so that a restart signs nobody out and adds nobody a device. */
function keptTokens(ground: Ground) {
  const { people, config } = ground;
  const file = join(config.dataDir, 'demo-sessions.json');
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

  async function isAlive(token: string, person: Id<'person'>): Promise<boolean> {
    try {
      const caller = await people.authenticate({ authorization: `Bearer ${token}` });
      return 'person' in caller && caller.person === person;
    } catch {
      // Of another database, ended or signed out.
      return false;
    }
  }

  return {
    async of(person: Id<'person'>): Promise<string> {
      const known = kept[person];
      const token = known !== undefined && (await isAlive(known, person)) ? known : undefined;
      kept[person] = token ?? (await people.openSession(person, 'Demo'));
      return kept[person];
    },
    keep() {
      mkdirSync(config.dataDir, { recursive: true });
      writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
    },
  };
}
