/** The records of push as commands see them, and their reads. */
import { idFromUuid, uuidOfId } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  readTime,
  type TableRow,
} from '../database/index.ts';
import { MAX_SUBSCRIPTIONS, type SubscriptionView } from './contract.ts';

export const subscriptions = defineTable({
  name: 'push.subscription',
  key: 'id',
  columns: {
    id: column.id('push'),
    person: column.id('person'),
    device: column.id('device'),
    target: column.nullable(column.id('vault')),
    mark: column.text(),
    service: column.text(),
    state: column.text<'active' | 'dropped'>(),
    version: column.int4(),
    since: column.time(),
    endedAt: column.nullable(column.time()),
  },
  lookups: { byDevice: ['device'], byMark: ['mark'] },
});
export type Subscription = TableRow<typeof subscriptions>;

export const subscriptionCounts = defineTable({
  name: 'push.person_count',
  key: 'person',
  columns: { person: column.id('person'), subscriptions: column.int4() },
});

export function subscriptionView({ id, service, since }: Subscription): SubscriptionView {
  return { id, service, since: isoTime(since) };
}

/** Signed out is out: a device without a session is told nothing. */
const SIGNED_IN = `exists (select from people.session s
  where s.device = t.device and s.state = 'active' and s.expires_at > $2)`;

/** Where these people can be told something now. */
export function reachable(db: Queryable, people: readonly string[], now: Instant): Promise<Subscription[]> {
  const text = `select ${columnList(subscriptions as never)} from push.subscription t
    where t.person = any($1::uuid[]) and t.state = 'active' and ${SIGNED_IN}
    order by t.id limit ${people.length * MAX_SUBSCRIPTIONS}`;
  return queryRows(db, subscriptions, text, [people.map(uuidOfId), isoTime(now)]);
}

/** Of devices that are signed out: they take the place of others. */
export function signedOut(db: Queryable, person: string, now: Instant): Promise<Subscription[]> {
  const text = `select ${columnList(subscriptions as never)} from push.subscription t
    where t.person = $1 and t.state = 'active' and not ${SIGNED_IN} order by t.id limit ${MAX_SUBSCRIPTIONS}`;
  return queryRows(db, subscriptions, text, [uuidOfId(person), isoTime(now)]);
}

export async function subscriptionsOf(db: Queryable, person: string) {
  const { rows } = await db.query<{
    id: string;
    service: string;
    since: string;
    device: string;
    name: string;
  }>({
    text: `select t.id::text, t.service, t.since::text, t.device::text, d.name
        from push.subscription t join people.device d on d.id = t.device
       where t.person = $1 and t.state = 'active' order by t.id desc limit ${MAX_SUBSCRIPTIONS}`,
    values: [uuidOfId(person)],
  });
  return rows.map(({ id, service, since, device, name }) => ({
    id: idFromUuid('push', id),
    service,
    since: isoTime(readTime(since)),
    device: { id: idFromUuid('device', device), name },
  }));
}
