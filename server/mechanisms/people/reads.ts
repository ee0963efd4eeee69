/** What routes read about people and merchants. Plain SQL; nothing here writes. */
import { type Id, idFromUuid, isId, uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  columnList,
  type Queryable,
  queryRows,
  rawTypes,
  readTime,
  selectRows,
  selectRowsBy,
} from '../database/index.ts';
import type { PageWish } from '../http/index.ts';
import type {
  KeyScope,
  MerchantCaller,
  OperatorCaller,
  OperatorRole,
  PersonCaller,
  StaffRole,
} from './caller.ts';
import { pinAttempts } from './pin-recovery.ts';
import type { Known } from './recall.ts';
import { type ApiKey, apiKeys, type Merchant, merchants, type Person, persons } from './tables.ts';

const FOREVER = Number.POSITIVE_INFINITY;

type Cells = readonly (string | null)[];

export async function readCells(
  db: Queryable,
  name: string,
  text: string,
  values: unknown[],
): Promise<Cells[]> {
  const result = await db.query({ name, text, values, rowMode: 'array', types: rawTypes });
  return result.rows as unknown as Cells[];
}

/** A timestamp cell; `text` must not be null. */
export const at = (text: string | null | undefined): Instant => readTime(String(text));
export const atOrNull = (text: string | null | undefined): Instant | null => (text ? readTime(text) : null);

/** Who holds the sessions with these token hashes; hashes of none are left out. */
export async function holdersOfSessions(
  db: Queryable,
  hashes: readonly string[],
): Promise<Map<string, Known<PersonCaller | OperatorCaller>>> {
  const rows = await readCells(
    db,
    'sessions by hash',
    `select s.token_hash, s.id, s.person, s.device, s.expires_at, o.roles from people.session s
     left join people.operator o on o.person = s.person
     where s.token_hash = any($1::text[]) and s.state = 'active'`,
    [hashes],
  );
  return new Map(
    rows.map(([hash, session, person, device, expiresAt, roles]) => {
      const signedIn = {
        session: idFromUuid('session', String(session)),
        person: idFromUuid('person', String(person)),
        device: idFromUuid('device', String(device)),
      };
      const held = roles ? (JSON.parse(roles) as OperatorRole[]) : [];
      const value =
        held.length > 0
          ? ({ kind: 'operator', roles: held, ...signedIn } as const)
          : ({ kind: 'person', ...signedIn } as const);
      return [String(hash), { value, until: at(expiresAt) }];
    }),
  );
}

/** The merchants with these secret keys' hashes; hashes of none are left out. */
export async function holdersOfKeys(
  db: Queryable,
  hashes: readonly string[],
): Promise<Map<string, Known<MerchantCaller>>> {
  const rows = await readCells(
    db,
    'keys by hash',
    `select hash, id, merchant, scopes, expires_at from people.api_key where hash = any($1::text[]) and state = 'active'`,
    [hashes],
  );
  return new Map(
    rows.map(([hash, id, merchant, scopes, expiresAt]) => {
      const value: MerchantCaller = {
        kind: 'merchant',
        key: idFromUuid('key', String(id)),
        merchant: idFromUuid('merchant', String(merchant)),
        scopes: JSON.parse(String(scopes)) as KeyScope[],
      };
      return [String(hash), { value, until: atOrNull(expiresAt) ?? FOREVER }];
    }),
  );
}

/** Roles by `staffKey` of those who are staff now. */
export async function rolesOfStaff(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, Known<StaffRole>>> {
  const rows = await readCells(
    db,
    'staff roles',
    `select id, role from people.staff where id = any($1::text[]) and state = 'active'`,
    [ids],
  );
  return new Map(rows.map(([id, role]) => [String(id), { value: role as StaffRole, until: FOREVER }]));
}

export async function personIdByPhone(db: Queryable, phone: string): Promise<Id<'person'> | null> {
  const [row] = await selectRowsBy(db, persons, 'byPhone', [[phone]]);
  return row?.id ?? null;
}

export type SessionOfPerson = {
  id: string;
  device: { id: string; name: string };
  openedAt: Instant;
  expiresAt: Instant;
};

/** Active sessions, newest first (ids carry their time). */
export async function sessionsOf(
  db: Queryable,
  person: Id<'person'>,
  now: Instant,
  page: PageWish,
): Promise<SessionOfPerson[]> {
  const rows = await readCells(
    db,
    'sessions of',
    `select s.id, s.device, d.name, s.opened_at, s.expires_at from people.session s join people.device d on d.id = s.device
     where s.person = $1 and s.state = 'active' and s.expires_at > $2 and ($3::uuid is null or s.id < $3)
     order by s.id desc limit $4`,
    [uuidOfId(person), new Date(now).toISOString(), uuidOrNull(page.after), page.limit],
  );
  return rows.map((row) => ({
    id: idFromUuid('session', String(row[0])),
    device: { id: idFromUuid('device', String(row[1])), name: String(row[2]) },
    openedAt: at(row[3]),
    expiresAt: at(row[4]),
  }));
}

export const sessionView = ({ id, device, openedAt, expiresAt }: SessionOfPerson) => ({
  id,
  device,
  openedAt: isoTime(openedAt),
  expiresAt: isoTime(expiresAt),
});

/** All that are not revoked, however many. */
export async function openSessionsOf(db: Queryable, person: Id<'person'>): Promise<Id<'session'>[]> {
  const text = `select id from people.session where person = $1 and state = 'active'`;
  const rows = await readCells(db, 'open sessions of', text, [uuidOfId(person)]);
  return rows.map(([id]) => idFromUuid('session', String(id)));
}

export type DeviceOfPerson = { id: Id<'device'>; name: string; signedIn: boolean };

/** Newest first; at most 100. Without a session that still holds a device can do nothing. */
export async function devicesOf(
  db: Queryable,
  person: Id<'person'>,
  now: Instant,
): Promise<DeviceOfPerson[]> {
  const rows = await readCells(
    db,
    'devices of',
    `select d.id, d.name, exists (select from people.session s
       where s.device = d.id and s.state = 'active' and s.expires_at > $2)
     from people.device d where d.person = $1 order by d.added_at desc, d.id desc limit 100`,
    [uuidOfId(person), new Date(now).toISOString()],
  );
  return rows.map((row) => ({
    id: idFromUuid('device', String(row[0])),
    name: String(row[1]),
    signedIn: row[2] === 't',
  }));
}

export type Membership = { merchant: string; name: string; role: string };

export async function membershipsOf(db: Queryable, person: Id<'person'>): Promise<Membership[]> {
  const rows = await readCells(
    db,
    'memberships of',
    `select s.merchant, m.name, s.role from people.staff s join people.merchant m on m.id = s.merchant
     where s.person = $1 and s.state = 'active' order by s.since limit 100`,
    [uuidOfId(person)],
  );
  return rows.map((row) => ({
    merchant: idFromUuid('merchant', String(row[0])),
    name: String(row[1]),
    role: String(row[2]),
  }));
}

export function keysOf(db: Queryable, merchant: Id<'merchant'>, page: PageWish): Promise<ApiKey[]> {
  const text = `select ${columnList(apiKeys as never)} from people.api_key t
    where t.merchant = $1 and ($2::uuid is null or t.id < $2) order by t.id desc limit $3`;
  return queryRows(db, apiKeys, text, [uuidOfId(merchant), uuidOrNull(page.after), page.limit]);
}

export type StaffMember = {
  id: string;
  person: string;
  name: string;
  phone: string;
  role: string;
  since: Instant;
};

/** By the age of their accounts, youngest first: a change of role moves nobody to another page. */
export async function staffOf(
  db: Queryable,
  merchant: Id<'merchant'>,
  page: PageWish,
): Promise<StaffMember[]> {
  const rows = await readCells(
    db,
    'staff of',
    `select s.person, p.name, p.phone, s.role, s.since from people.staff s join people.person p on p.id = s.person
     where s.merchant = $1 and s.state = 'active' and ($2::uuid is null or s.person < $2)
     order by s.person desc limit $3`,
    [uuidOfId(merchant), uuidOrNull(page.after), page.limit],
  );
  return rows.map((row) => ({
    id: idFromUuid('person', String(row[0])),
    person: idFromUuid('person', String(row[0])),
    name: String(row[1]),
    phone: String(row[2]),
    role: String(row[3]),
    since: at(row[4]),
  }));
}

/**
 * Newest first (ids carry their time); `query` is a part of the name, an id, or the phone number as people write it: its
 * start, with or without the country's code, with blanks and signs between the digits. `operatorsOnly`: who has a role.
 */
export function searchPeople(
  db: Queryable,
  { query, operatorsOnly }: { query: string; operatorsOnly: boolean },
  page: PageWish,
): Promise<Person[]> {
  const text = `select ${columnList(persons as never)} from people.person t
    where ($1 = '' or t.name ilike $2 or t.phone like any($3::text[]) or t.id = $6::uuid)
      and ($4::uuid is null or t.id < $4::uuid)
      and (not $7 or exists (select from people.operator o where o.person = t.id and o.roles <> '[]'))
    order by t.id desc limit $5`;
  const escaped = query.replace(/[\\%_]/g, (sign) => `\\${sign}`);
  const after = uuidOrNull(page.after);
  return queryRows(db, persons, text, [
    query,
    `%${escaped}%`,
    phonePatterns(query),
    after,
    page.limit,
    isId('person', query) ? uuidOfId(query) : null,
    operatorsOnly,
  ]);
}

/** What a number without its country's code belongs to, as in the apps (web/shared/person/phone.ts). */
const HOME_COUNTRY = '+86';

/** Four digits at least where no country is named: "8" would be nearly everybody. */
function phonePatterns(query: string): string[] {
  const plain = query.replace(/[\s().-]/g, '');
  const digits = plain.replace(/^(\+|00)/, '');
  if (!/^\d+$/.test(digits)) return [];
  if (digits !== plain) return [`+${digits}%`];
  return digits.length < 4 ? [] : [`+${digits}%`, `${HOME_COUNTRY}${digits}%`];
}

export function listMerchants(db: Queryable, page: PageWish): Promise<Merchant[]> {
  const text = `select ${columnList(merchants as never)} from people.merchant t
    where ($1::uuid is null or t.id < $1::uuid) order by t.id desc limit $2`;
  return queryRows(db, merchants, text, [uuidOrNull(page.after), page.limit]);
}

export type PersonSummary = {
  realName: { name: string; idNumber: string } | null;
  hasPin: boolean;
  pinLockedUntil: Instant | null;
  operatorRoles: readonly OperatorRole[];
};

/** Real name (masked), PIN and its lock, roles of many people at once, by person id. */
export async function summariesOf(
  db: Queryable,
  people: readonly Id<'person'>[],
): Promise<Map<string, PersonSummary>> {
  const rows = await readCells(
    db,
    'person summaries',
    `select i.id, r.name_mask, r.id_number_mask, k.person, a.locked_until, o.roles
     from unnest($1::uuid[], $2::text[]) i(id, attempt)
     left join people.real_name r on r.person = i.id
     left join people.pin k on k.person = i.id
     left join people.operator o on o.person = i.id
     left join journal.attempt a on a.id = i.attempt`,
    [people.map(uuidOfId), people.map(pinAttempts)],
  );
  return new Map(
    rows.map((row) => [
      idFromUuid('person', String(row[0])),
      {
        realName: row[1] && row[2] ? { name: row[1], idNumber: row[2] } : null,
        hasPin: Boolean(row[3]),
        pinLockedUntil: atOrNull(row[4]),
        operatorRoles: row[5] ? JSON.parse(row[5]) : [],
      },
    ]),
  );
}

export async function merchantByName(db: Queryable, name: string): Promise<Id<'merchant'> | null> {
  const text = 'select id from people.merchant where name = $1 order by id limit 1';
  const [row] = await readCells(db, 'merchant by name', text, [name]);
  return row ? idFromUuid('merchant', String(row[0])) : null;
}

/** The name of a person or merchant as it is shown to staff and operators; null for anything else. */
export async function nameOf(db: Queryable, id: string): Promise<string | null> {
  if (isId('person', id)) return (await selectRows(db, persons, [id]))[0]?.name ?? null;
  if (isId('merchant', id)) return (await selectRows(db, merchants, [id]))[0]?.name ?? null;
  return null;
}
