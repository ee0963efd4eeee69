// The people, accounts and cards of a fresh sandbox bank. All numbers are made up; they only pass the Luhn check.

import { move, SETTLEMENT_ACCOUNT, VAULT_ACCOUNT } from './books.ts';
import type { Database } from './database.ts';
import { transaction } from './database.ts';

export const CURRENCY = 'CNY';
export const BANK_NAME = 'Sandbox Bank';

const OPENING_MINOR = 5_000_000n;
const POOR_MINOR = 100n;
const CREDIT_LIMIT_MINOR = 2_000_000n;
/** The platform may owe the bank this much within the day: payouts before the card payments have come in. */
const SETTLEMENT_LIMIT_MINOR = 10_000_000_000n;

const PEOPLE = [
  { id: 'ana', name: 'Ana Lin', phone: '+8613800000001' },
  { id: 'bo', name: 'Bo Chen', phone: '+8613800000002' },
  { id: 'cara', name: 'Cara Zhou', phone: '+8613800000003' },
  { id: 'dai', name: 'Dai Wang', phone: '+8613800000004' },
] as const;

type PersonId = (typeof PEOPLE)[number]['id'];

interface SeedCard {
  id: string;
  person: PersonId;
  pan: string;
  kind: 'debit' | 'credit';
  opening: bigint;
  expiry?: string;
  phone?: string;
  note?: string;
}

const debit = (person: PersonId, pan: string): SeedCard => ({
  id: `${person}-debit`,
  person,
  pan,
  kind: 'debit',
  opening: OPENING_MINOR,
});
const credit = (person: PersonId, pan: string): SeedCard => ({
  id: `${person}-credit`,
  person,
  pan,
  kind: 'credit',
  opening: 0n,
});

const CARDS: readonly SeedCard[] = [
  debit('ana', '6212345678901232'),
  debit('bo', '6212345678902248'),
  debit('cara', '6212345678903253'),
  debit('dai', '6212345678904269'),
  credit('ana', '4242424242420018'),
  credit('bo', '4242424242420026'),
  credit('cara', '4242424242420034'),
  credit('dai', '4242424242420042'),
  { ...debit('cara', '6212345678907775'), id: 'cara-poor', opening: POOR_MINOR, note: 'almost empty' },
  { ...debit('dai', '6212345678908880'), id: 'dai-expired', expiry: '2024-06', note: 'expired' },
  {
    ...debit('bo', '6212345678909995'),
    id: 'bo-other-phone',
    phone: '+8613800000099',
    note: 'reserved phone is not the owner’s',
  },
];
const EXPIRY = '2031-12';

/** Opens the bank for business, once. */
export async function seed(db: Database, now: Date): Promise<void> {
  await transaction(db, async (tx) => {
    await tx.query('lock table people in exclusive mode');
    const { rowCount } = await tx.query('select 1 from people limit 1');
    if (rowCount) return;
    const open = (values: unknown[]) =>
      tx.query(
        `insert into accounts (id, person, name, kind, currency, floor, rank, last_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values,
      );
    await open([VAULT_ACCOUNT, null, 'Vault', 'vault', CURRENCY, null, 2, now]);
    await open([
      SETTLEMENT_ACCOUNT,
      null,
      'Bursar settlement',
      'settlement',
      CURRENCY,
      String(-SETTLEMENT_LIMIT_MINOR),
      1,
      now,
    ]);
    for (const { id, name, phone } of PEOPLE) {
      await tx.query('insert into people (id, name, phone) values ($1, $2, $3)', [id, name, phone]);
    }
    for (const card of CARDS) {
      const owner = PEOPLE.find(({ id }) => id === card.person);
      if (!owner) continue;
      const isDebit = card.kind === 'debit';
      const floor = isDebit ? '0' : String(-CREDIT_LIMIT_MINOR);
      const name = `${owner.name} · ${card.kind} ${card.pan.slice(-4)}`;
      await open([card.id, card.person, name, isDebit ? 'current' : 'credit', CURRENCY, floor, 0, now]);
      await tx.query(
        `insert into cards (id, person, account, pan, expiry, holder_name, reserved_phone, kind, brand, note)
         values ($1, $2, $1, $3, $4, $5, $6, $7, $8, $9)`,
        [
          card.id,
          card.person,
          card.pan,
          card.expiry ?? EXPIRY,
          owner.name,
          card.phone ?? owner.phone,
          card.kind,
          isDebit ? 'UnionPay' : 'Visa',
          card.note ?? '',
        ],
      );
      if (card.opening === 0n) continue;
      await move(tx, {
        reference: `opening:${card.id}`,
        kind: 'opening',
        from: VAULT_ACCOUNT,
        to: card.id,
        amount: { minor: card.opening, currency: CURRENCY },
        note: 'Opening balance',
        now,
      });
    }
  });
}
