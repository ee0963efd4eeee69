/** The vault's rows. Always a list at a time. */
import { type Id, uuidOfId } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  insertRows,
  type Queryable,
  queryRows,
  selectRows,
  updateRows,
} from '../database/index.ts';
import type { Sealed } from './seal.ts';

const sealed = defineTable({
  name: 'vault.sealed',
  key: 'id',
  columns: {
    id: column.id('vault'),
    keyId: column.text(),
    nonce: column.bytes(),
    data: column.bytes(),
    purpose: column.text(),
    sealedAt: column.time(),
  },
});

export const loadSealed = (db: Queryable, ids: readonly Id<'vault'>[]): Promise<Sealed[]> =>
  selectRows(db, sealed, ids);

/** The purpose of the one root secret; a unique index keeps it single. */
export const ROOT_PURPOSE = 'root';

export async function loadRoot(db: Queryable): Promise<Sealed | undefined> {
  const rows = await queryRows(
    db,
    sealed,
    `select ${columnList(sealed as never)} from vault.sealed t where purpose = $1`,
    [ROOT_PURPOSE],
  );
  return rows[0];
}

/** Does nothing when another process was first. */
export async function insertRoot(db: Queryable, root: Sealed, at: Instant): Promise<void> {
  await db.query({
    text: `insert into vault.sealed (id, key_id, nonce, data, purpose, sealed_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (purpose) where purpose = 'root' do nothing`,
    values: [uuidOfId(root.id), root.keyId, root.nonce, root.data, root.purpose, isoTime(at)],
  });
}

export async function insertSealed(db: Queryable, rows: readonly Sealed[], at: Instant): Promise<void> {
  await insertRows(
    db,
    sealed,
    rows.map((row) => ({ ...row, sealedAt: at })),
  );
}

export function loadSealedUnder(
  db: Queryable,
  which: { keyIds: readonly string[]; limit: number },
): Promise<Sealed[]> {
  const text = `select ${columnList(sealed as never)} from vault.sealed t where key_id = any($1) order by key_id, id limit $2`;
  return queryRows(db, sealed, text, [which.keyIds, which.limit]);
}

export async function resealed(db: Queryable, rows: readonly Sealed[], at: Instant): Promise<void> {
  await updateRows(
    db,
    sealed,
    rows.map((row) => ({ ...row, sealedAt: at })),
  );
}

/** Deletes values; the root secret never goes. */
export async function deleteSealed(db: Queryable, ids: readonly Id<'vault'>[]): Promise<void> {
  const values = [ids.map(uuidOfId), ROOT_PURPOSE];
  await db.query({ text: 'delete from vault.sealed where id = any($1::uuid[]) and purpose <> $2', values });
}
