// Cards: found by number or by the token the platform holds, and looked at again at every use.

import type { Tx } from './database.ts';
import { type Decline, decline } from './declines.ts';

export interface Card {
  id: string;
  account: string;
  pan: string;
  expiry: string;
  holder_name: string;
  reserved_phone: string;
  kind: 'debit' | 'credit';
  brand: string;
  state: 'active' | 'lost';
}

const COLUMNS = 'id, account, pan, expiry, holder_name, reserved_phone, kind, brand, state';

export async function findCardByPan(tx: Tx, pan: string): Promise<Card | undefined> {
  const { rows } = await tx.query<Card>(`select ${COLUMNS} from cards where pan = $1`, [pan]);
  return rows[0];
}

export async function findCard(tx: Tx, id: string): Promise<Card | undefined> {
  const { rows } = await tx.query<Card>(`select ${COLUMNS} from cards where id = $1`, [id]);
  return rows[0];
}

export async function findCardByToken(tx: Tx, token: string): Promise<Card | undefined> {
  const { rows } = await tx.query<Card>(
    `select ${COLUMNS} from cards where id = (select card from verifications where card_token = $1)`,
    [token],
  );
  return rows[0];
}

/** Why a card may not be used now, or null. A card is good until the last day of its month (UTC). */
export function whyUnusable(card: Card, now: Date): Decline | null {
  if (card.state === 'lost') return decline('41', card.pan);
  if (now.toISOString().slice(0, 7) > card.expiry) return decline('54', card.pan);
  return null;
}

/** `12/31`, `1231`, `12/2031` or `2031-12` -> `2031-12`; null when it is no month. */
export function readExpiry(text: string): string | null {
  const [, month, year] = /^(\d{2})\s*\/?\s*(\d{2}|\d{4})$/.exec(text.trim()) ?? [];
  const iso = month && year ? `${year.length === 2 ? `20${year}` : year}-${month}` : text.trim();
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(iso) ? iso : null;
}

/** Names are compared without case and without double blanks. */
export const isSameName = (left: string, right: string): boolean => plain(left) === plain(right);

const plain = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
