/** Bound cards as commands see them. A card's number is never here: only its fingerprint, its last four and vault references. */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';

export type CardState = 'asking' | 'unverified' | 'bound' | 'declined' | 'expired' | 'revoked';

export const cardMachine = machine<CardState>({
  asking: ['unverified', 'declined', 'revoked'],
  unverified: ['bound', 'expired', 'declined', 'revoked'],
  bound: ['revoked'],
  declined: [],
  expired: [],
  revoked: [],
});

export type Card = {
  readonly id: Id<'instrument'>;
  readonly person: Id<'person'>;
  readonly state: CardState;
  readonly last4: string;
  readonly brand: string;
  readonly cardKind: 'debit' | 'credit' | 'card';
  readonly bankName: string;
  /** Masked. */
  readonly holder: string;
  readonly fingerprint: string;
  /** While it is being verified: number, name, expiry and phone, in the vault. */
  readonly details: Id<'vault'> | null;
  /** Once bound: the bank's token, in the vault. Destroyed when the card is revoked. */
  readonly token: Id<'vault'> | null;
  readonly verification: string | null;
  /** The bank's code, when declined. */
  readonly code: string | null;
  readonly version: number;
  readonly createdAt: Instant;
  /** Until when it can be verified. */
  readonly expiresAt: Instant;
  readonly endedAt: Instant | null;
};

export const cards = defineTable({
  name: 'instruments.card',
  key: 'id',
  columns: {
    id: column.id('instrument'),
    person: column.id('person'),
    state: column.text<CardState>(),
    last4: column.text(),
    brand: column.text(),
    cardKind: column.text<'debit' | 'credit' | 'card'>(),
    bankName: column.text(),
    holder: column.text(),
    fingerprint: column.text(),
    details: column.nullable(column.id('vault')),
    token: column.nullable(column.id('vault')),
    verification: column.nullable(column.text()),
    code: column.nullable(column.text()),
    version: column.int4(),
    createdAt: column.time(),
    expiresAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});

/** Who has a card, found by its fingerprint. */
export type CardMark = {
  readonly mark: string;
  readonly instrument: Id<'instrument'> | null;
  readonly person: Id<'person'> | null;
};
export const cardMarks = defineTable({
  name: 'instruments.card_mark',
  key: 'mark',
  columns: {
    mark: column.text(),
    instrument: column.nullable(column.id('instrument')),
    person: column.nullable(column.id('person')),
  },
});
export const ownerMark = (fingerprint: string) => `card ${fingerprint}`;
export const attemptMark = (person: string, fingerprint: string) => `${person} ${fingerprint}`;

/**
 * The token to ask the bank with. Refuses NOT_FOUND when there is no such card of this person, without telling which,
 * and INSTRUMENT_UNUSABLE when it is not bound any more (R9).
 */
export function payableCard(card: Card | undefined, person: string): Id<'vault'> {
  if (!card || card.person !== person) return refuse('NOT_FOUND');
  if (card.state !== 'bound' || card.token === null)
    return refuse('INSTRUMENT_UNUSABLE', { state: card.state });
  return card.token;
}

/** The same question where a refusal has no place: the card of this person is bound now, and has its token. */
export function isPayable(
  card: Card | undefined,
  person: string,
): card is Card & { readonly token: Id<'vault'> } {
  return card?.person === person && card.state === 'bound' && card.token !== null;
}
