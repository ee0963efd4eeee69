/** The records of people and merchants as commands see them. */
import { column, defineTable, type Table } from '../database/index.ts';
import type { KeyScope, OperatorRole, StaffRole } from './caller.ts';

type Row<T> = T extends Table<infer R> ? R : never;

export type PersonLocale = 'en' | 'zh';

export const persons = defineTable({
  name: 'people.person',
  key: 'id',
  columns: {
    id: column.id('person'),
    phone: column.text(),
    name: column.text(),
    locale: column.text<PersonLocale>(),
    createdAt: column.time(),
  },
  lookups: { byPhone: ['phone'] },
});
export type Person = Row<typeof persons>;

/** What may be shown of a real name; the name and the number themselves are in the vault. */
export const realNames = defineTable({
  name: 'people.real_name',
  key: 'person',
  columns: {
    person: column.id('person'),
    name: column.id('vault'),
    idNumber: column.id('vault'),
    nameMask: column.text(),
    idNumberMask: column.text(),
    /** Equal for equal ID numbers. */
    idNumberMark: column.text(),
    setAt: column.time(),
  },
  lookups: { byIdNumber: ['idNumberMark'] },
});

export const devices = defineTable({
  name: 'people.device',
  key: 'id',
  columns: {
    id: column.id('device'),
    person: column.id('person'),
    name: column.text(),
    addedAt: column.time(),
  },
});

export const sessions = defineTable({
  name: 'people.session',
  key: 'id',
  columns: {
    id: column.id('session'),
    person: column.id('person'),
    device: column.id('device'),
    tokenHash: column.text(),
    state: column.text<'active' | 'revoked'>(),
    openedAt: column.time(),
    expiresAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
export type Session = Row<typeof sessions>;

export const pins = defineTable({
  name: 'people.pin',
  key: 'person',
  columns: {
    person: column.id('person'),
    hash: column.text(),
    version: column.int4(),
    setAt: column.time(),
    /** When it was set anew by a card, because the one before was forgotten. */
    recoveredAt: column.nullable(column.time()),
  },
});

export const paymentSessions = defineTable({
  name: 'people.payment_session',
  key: 'id',
  columns: {
    id: column.id('paysession'),
    session: column.id('session'),
    person: column.id('person'),
    device: column.id('device'),
    currency: column.text(),
    spendingLimit: column.int8(),
    /** Of the PIN that opened it: another PIN ends it. */
    pinVersion: column.int4(),
    openedAt: column.time(),
    expiresAt: column.time(),
  },
});

export const paymentSessionsSpent = defineTable({
  name: 'people.payment_session_spent',
  key: 'id',
  columns: { id: column.id('paysession'), minor: column.int8() },
});

export const merchants = defineTable({
  name: 'people.merchant',
  key: 'id',
  columns: { id: column.id('merchant'), name: column.text(), createdAt: column.time() },
});
export type Merchant = Row<typeof merchants>;

export const apiKeys = defineTable({
  name: 'people.api_key',
  key: 'id',
  columns: {
    id: column.id('key'),
    merchant: column.id('merchant'),
    label: column.text(),
    hash: column.text(),
    last4: column.text(),
    scopes: column.json<readonly KeyScope[]>(),
    state: column.text<'active' | 'revoked'>(),
    createdAt: column.time(),
    expiresAt: column.nullable(column.time()),
    endedAt: column.nullable(column.time()),
  },
});
export type ApiKey = Row<typeof apiKeys>;

export const staff = defineTable({
  name: 'people.staff',
  key: 'id',
  columns: {
    id: column.text(),
    merchant: column.id('merchant'),
    person: column.id('person'),
    role: column.text<StaffRole>(),
    state: column.text<'active' | 'removed'>(),
    since: column.time(),
  },
});
export const staffKey = (merchant: string, person: string) => `${merchant} ${person}`;

export const operators = defineTable({
  name: 'people.operator',
  key: 'person',
  columns: {
    person: column.id('person'),
    roles: column.json<readonly OperatorRole[]>(),
    since: column.time(),
  },
});
