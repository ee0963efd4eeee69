/** Addresses and the book of each person, as commands and routes see them. */
import { type Id, uuidOfId } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  selectRows,
  type TableRow,
} from '../database/index.ts';

export const MAX_ADDRESSES = 20;

export type AddressState = 'active' | 'removed';
export const addressMachine = machine<AddressState>({ active: ['removed'], removed: [] });

/** What it says never changes. */
export const addresses = defineTable({
  name: 'addresses.address',
  key: 'id',
  columns: {
    id: column.id('address'),
    person: column.id('person'),
    state: column.text<AddressState>(),
    label: column.text(),
    recipient: column.text(),
    phone: column.text(),
    region: column.text(),
    city: column.text(),
    line: column.text(),
    postcode: column.text(),
    createdAt: column.time(),
    removedAt: column.nullable(column.time()),
  },
});
export type Address = TableRow<typeof addresses>;

/** `held`: addresses that are active. `chosen`: the default one, which is always active. */
export const addressBooks = defineTable({
  name: 'addresses.book',
  key: 'person',
  columns: {
    person: column.id('person'),
    held: column.int4(),
    chosen: column.nullable(column.id('address')),
  },
});
export type AddressBook = TableRow<typeof addressBooks>;

/** The active addresses of a person, newest first, and which is the default. */
export async function addressesOf(
  db: Queryable,
  person: Id<'person'>,
): Promise<{ list: Address[]; chosen: Id<'address'> | null }> {
  const text = `select ${columnList(addresses as never)} from addresses.address t
    where t.person = $1 and t.state = 'active' order by t.id desc limit ${MAX_ADDRESSES}`;
  const [list, [book]] = await Promise.all([
    queryRows(db, addresses, text, [uuidOfId(person)]),
    selectRows(db, addressBooks, [person]),
  ]);
  return { list, chosen: book?.chosen ?? null };
}
