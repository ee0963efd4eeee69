/** The act that is judged and approved: who pays whom how much for what, and its hash. */
import type { Id } from '../../kernel/id.ts';
import { type Money, type MoneyJson, moneyJson } from '../../kernel/money.ts';
import { sha256Hex } from '../journal/index.ts';

export type ActLine = { readonly item: string; readonly quantity: number; readonly unitPrice: string };
export type ActAddress = {
  readonly id: string;
  readonly recipient: string;
  readonly phone: string;
  readonly region: string;
  readonly city: string;
  readonly line: string;
  readonly postcode: string;
};

/** An act that takes a person's money. */
export type Act = {
  readonly kind: 'payment' | 'transfer' | 'withdrawal';
  readonly payer: Id<'person'>;
  /** A merchant, a person, or the payer's own card. */
  readonly payee: { readonly id: string; readonly name: string };
  readonly amount: Money;
  /** 'balance' or the id of an instrument. */
  readonly mode: string;
  readonly lines: readonly ActLine[];
  readonly address: ActAddress | null;
  readonly note: string;
};

/** What approvers are shown, and what their yes is about. `text` names an act that moves no money. */
export type Shown = {
  readonly payee?: { readonly id: string; readonly name: string };
  readonly amount?: MoneyJson;
  readonly mode?: 'balance' | 'card';
  readonly lines?: readonly ActLine[];
  readonly address?: ActAddress;
  readonly note?: string;
  readonly text?: string;
};

/** Never longer than a phone's screen can show; the hash covers all lines. */
const MAX_SHOWN_LINES = 20;

export function shownOf(act: Act): Shown {
  return {
    payee: act.payee,
    amount: moneyJson(act.amount),
    mode: act.mode === 'balance' ? 'balance' : 'card',
    ...(act.lines.length > 0 ? { lines: act.lines.slice(0, MAX_SHOWN_LINES) } : {}),
    ...(act.address ? { address: act.address } : {}),
    ...(act.note === '' ? {} : { note: act.note }),
  };
}

/** SHA-256 of everything that a yes is about: a changed order needs a new one (R2). */
export function aboutOf(act: Act): string {
  const { address } = act;
  return sha256Hex(
    JSON.stringify([
      act.kind,
      act.payer,
      act.payee.id,
      act.amount.minor.toString(),
      act.amount.currency,
      act.mode,
      act.lines.map((line) => [line.item, line.quantity, line.unitPrice]),
      address && [
        address.id,
        address.recipient,
        address.phone,
        address.region,
        address.city,
        address.line,
        address.postcode,
      ],
      act.note,
    ]),
  );
}
