/** The records of passkeys as commands see them, and their reads. */
import { uuidOfId } from '../../kernel/id.ts';
import { isoTime } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  type TableRow,
} from '../database/index.ts';
import { MAX_PASSKEYS, type PasskeyView } from './contract.ts';

export const passkeys = defineTable({
  name: 'passkeys.credential',
  key: 'id',
  columns: {
    id: column.id('passkey'),
    person: column.id('person'),
    credentialId: column.text(),
    publicKey: column.bytes(),
    signCount: column.int8(),
    transports: column.json<readonly string[]>(),
    synced: column.bool(),
    name: column.text(),
    device: column.id('device'),
    state: column.text<'active' | 'removed'>(),
    createdAt: column.time(),
    lastUsedAt: column.nullable(column.time()),
    endedAt: column.nullable(column.time()),
  },
  lookups: { byCredentialId: ['credentialId'] },
});
export type Passkey = TableRow<typeof passkeys>;

export const passkeyCounts = defineTable({
  name: 'passkeys.person_count',
  key: 'person',
  columns: { person: column.id('person'), passkeys: column.int4() },
});

export const spentNonces = defineTable({
  name: 'passkeys.spent',
  key: 'nonce',
  columns: { nonce: column.id('nonce'), at: column.time() },
});

/** The newest first. */
export function passkeysOf(db: Queryable, person: string): Promise<Passkey[]> {
  const text = `select ${columnList(passkeys as never)} from passkeys.credential t
    where t.person = $1 and t.state = 'active' order by t.id desc limit ${MAX_PASSKEYS}`;
  return queryRows(db, passkeys, text, [uuidOfId(person)]);
}

export function passkeyView({ id, name, synced, createdAt, lastUsedAt }: Passkey): PasskeyView {
  return {
    id,
    name,
    synced,
    createdAt: isoTime(createdAt),
    lastUsedAt: lastUsedAt === null ? null : isoTime(lastUsedAt),
  };
}
