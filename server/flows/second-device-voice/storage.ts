/** The wish of a person to loosen his rule: at most one waits. */
import {
  column,
  defineTable,
  type Queryable,
  selectRows,
  type TableRow,
} from '../../mechanisms/database/index.ts';
import type { Level, WishState } from './rules.ts';

export const wishes = defineTable({
  name: 'second_device_voice.wish',
  key: 'person',
  columns: {
    person: column.id('person'),
    id: column.id('wish'),
    state: column.text<WishState>(),
    /** `set: null` takes the rule away. */
    level: column.json<{ readonly set: Level | null }>(),
    challenge: column.id('challenge'),
    askedAt: column.time(),
  },
});
export type Wish = TableRow<typeof wishes>;

export async function waitingWish(db: Queryable, person: string): Promise<Wish | undefined> {
  const [wish] = await selectRows(db, wishes, [person]);
  return wish?.state === 'waiting' ? wish : undefined;
}
