/** Money: integer minor units with an ISO 4217 currency. Never a float, never two currencies in one sum (R10). */
import { data as iso4217 } from 'currency-codes';
import { refuse } from './refusal.ts';

export type Currency = string & { readonly currency: unique symbol };
export type Money = { readonly minor: bigint; readonly currency: Currency };
/** Money as it travels in JSON: minor units as a decimal string. */
export type MoneyJson = { minor: string; currency: string };

/** The largest amount of one posting: 2^63 - 1 minor units, PostgreSQL's bigint. */
export const MAX_MINOR = 2n ** 63n - 1n;

const digitsByCurrency = new Map(iso4217.map((entry) => [entry.code, entry.digits]));

/** Refuses CURRENCY_UNKNOWN for anything that ISO 4217 does not list. */
export function currency(code: string): Currency {
  if (!digitsByCurrency.has(code)) refuse('CURRENCY_UNKNOWN', { currency: code });
  return code as Currency;
}

export function minorDigits(code: Currency): number {
  return digitsByCurrency.get(code) ?? 2;
}

export function money(minor: bigint, code: Currency): Money {
  return { minor, currency: code };
}

/** Reads money from the wire. Refuses AMOUNT_INVALID unless 0 < minor < 2^63. */
export function parseMoney(json: MoneyJson): Money {
  if (!/^\d{1,19}$/.test(json.minor)) refuse('AMOUNT_INVALID');
  const minor = BigInt(json.minor);
  if (minor <= 0n || minor > MAX_MINOR) refuse('AMOUNT_INVALID');
  return { minor, currency: currency(json.currency) };
}

/** Reads a limit from the wire: like money, but zero is one too ("nothing is free"). */
export function parseLimit(json: MoneyJson): Money {
  return /^0{1,19}$/.test(json.minor) ? { minor: 0n, currency: currency(json.currency) } : parseMoney(json);
}

export function moneyJson(value: Money): MoneyJson {
  return { minor: value.minor.toString(), currency: value.currency };
}

export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) refuse('CURRENCY_MISMATCH');
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** Splits an amount over weights; the parts always sum to the total, earlier parts get the odd cents first. */
export function splitMoney(total: Money, weights: readonly bigint[]): Money[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n) throw new Error('splitMoney needs a positive weight');
  const parts = weights.map((weight) => (total.minor * weight) / sum);
  let rest = total.minor - parts.reduce((a, b) => a + b, 0n);
  return parts.map((part, i) => {
    const extra = rest > 0n && (weights[i] ?? 0n) > 0n ? 1n : 0n;
    rest -= extra;
    return { minor: part + extra, currency: total.currency };
  });
}

/** An amount as another party has told it: "105.00 CNY", or what it said if that is no amount. Refuses nothing. */
export function formatToldMoney({ minor, currency: code }: MoneyJson): string {
  return /^\d{1,19}$/.test(minor) && digitsByCurrency.has(code)
    ? formatMoney({ minor: BigInt(minor), currency: code as Currency })
    : `"${minor}" minor units of "${code}"`;
}

/** For people: "105.00 CNY". Screens use Intl instead. */
export function formatMoney(value: Money): string {
  const digits = minorDigits(value.currency);
  const text = value.minor.toString().padStart(digits + 1, '0');
  return digits === 0
    ? `${text} ${value.currency}`
    : `${text.slice(0, -digits)}.${text.slice(-digits)} ${value.currency}`;
}
