/**
 * Payment modes with the parameters by which a page draws them (S06). The parameters' version is a hash of what they
 * say, so a device that has them is sent none.
 */
import { createHash } from 'node:crypto';
import { uuidOfId } from '../../kernel/id.ts';
import type { Money } from '../../kernel/money.ts';
import { columnList, type Queryable, queryRows } from '../database/index.ts';
import { accountsOf, availableOf } from '../ledger/index.ts';
import { type Card, cards } from './cards.ts';

export type ModeDisplay = {
  readonly icon: string;
  readonly colour: string;
  readonly label: { readonly en: string; readonly zh: string };
};

export type Mode = {
  /** 'balance' or the id of a bound card. */
  readonly id: string;
  readonly kind: 'balance' | 'card';
  readonly label: string;
  readonly available: boolean;
  /** A refusal code: why it is not available now. */
  readonly reason?: string;
  readonly display: ModeDisplay;
};

const MAX_CARDS = 50;
const CARD_COLOURS: Readonly<Record<string, string>> = {
  UnionPay: '#0f766e',
  Visa: '#1d4ed8',
  Mastercard: '#b45309',
};

const balanceDisplay: ModeDisplay = {
  icon: 'wallet',
  colour: '#0a7d4f',
  label: { en: 'Balance', zh: '余额' },
};

/** The modes of a person for an amount; for nobody in particular, what anybody could use. */
export async function modesFor(
  db: Queryable,
  person: string | null,
  amount: Money,
): Promise<{ modes: Mode[]; displayVersion: string }> {
  const [accounts, bound] =
    person === null ? [[], []] : await Promise.all([accountsOf(db, person), boundCards(db, person)]);
  const wallet = accounts.find(
    (account) => account.kind === 'wallet' && account.currency === amount.currency,
  );
  const isEnough = person === null || (wallet !== undefined && availableOf(wallet) >= amount.minor);
  const balance: Mode = {
    id: 'balance',
    kind: 'balance',
    label: balanceDisplay.label.en,
    available: isEnough,
    ...(isEnough ? {} : { reason: 'INSUFFICIENT_FUNDS' }),
    display: balanceDisplay,
  };
  const modes = [balance, ...bound.map(cardMode)];
  return { modes, displayVersion: versionOf(modes) };
}

export async function cardsOf(db: Queryable, person: string): Promise<Card[]> {
  const text = `select ${columnList(cards as never)} from instruments.card t
    where t.person = $1 and t.state in ('asking', 'unverified', 'bound') order by t.id desc limit ${MAX_CARDS}`;
  return queryRows(db, cards, text, [uuidOfId(person)]);
}

async function boundCards(db: Queryable, person: string): Promise<Card[]> {
  return (await cardsOf(db, person)).filter((card) => card.state === 'bound');
}

function cardMode(card: Card): Mode {
  const display = displayOfCard(card);
  return { id: card.id, kind: 'card', label: display.label.en, available: true, display };
}

export function displayOfCard(card: Card): ModeDisplay {
  const kind = card.cardKind === 'credit' ? { en: 'credit', zh: '信用卡' } : { en: 'debit', zh: '储蓄卡' };
  return {
    icon: `card-${card.brand.toLowerCase()}`,
    colour: CARD_COLOURS[card.brand] ?? '#475569',
    label: {
      // The dots and the digits stay on one line.
      en: `${card.bankName} ${kind.en} ··\u00a0${card.last4}`,
      zh: `${card.bankName} ${kind.zh}（${card.last4}）`,
    },
  };
}

function versionOf(modes: readonly Mode[]): string {
  const shown = modes.map(({ id, display }) => [id, display]);
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16);
}
