// Money on screen: minor units as text in, words of the person's language out. Never a float, never arithmetic on amounts
// beyond what a preview needs; the server's figure is the one that counts.

export type Money = { readonly minor: string; readonly currency: string };

type Style = { sign?: 'auto' | 'always' | 'never'; symbol?: 'narrow' | 'code' | 'none' };

/** `{minor:"1050",currency:"CNY"}` -> "¥10.50". Exact for any size: the digits never pass through a number. */
export function formatMoney(money: Money, language: string, style: Style = {}): string {
  const formatter = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(style.symbol === 'none'
      ? {
          minimumFractionDigits: exponentOf(money.currency),
          maximumFractionDigits: exponentOf(money.currency),
        }
      : {
          style: 'currency',
          currency: money.currency,
          currencyDisplay: style.symbol === 'code' ? 'code' : symbolOf(money.currency),
        }),
    signDisplay: style.sign === 'always' ? 'exceptZero' : (style.sign ?? 'auto'),
  });
  // A true minus sign is as wide as the plus sign, so that columns line up.
  return formatter.format(toDecimal(money) as Intl.StringNumericLiteral).replace('-', '\u2212');
}

/** "¥" alone is the yuan here; what else has that sign, or a dollar's, says whose it is: "JP¥500", "US$5". */
const symbolOf = (currency: string) => (currency === 'CNY' ? 'narrowSymbol' : 'symbol');

/** "1050" minor of CNY -> "10.50", a plain decimal for inputs. */
export function toDecimal(money: Money): string {
  const exponent = exponentOf(money.currency);
  const negative = money.minor.startsWith('-');
  const digits = (negative ? money.minor.slice(1) : money.minor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent ? `.${digits.slice(digits.length - exponent)}` : '';
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

/**
 * What a person typed -> money, or undefined while it is no amount yet. Takes "1,000.5", "１０", "¥3"; not "12,50", which would
 * be read as a hundred times as much. At most 15 digits.
 */
export function parseMoney(typed: string, currency: string): Money | undefined {
  const exponent = exponentOf(currency);
  const plain = typed
    .normalize('NFKC')
    .replace(/[¥€$£]/g, '')
    .replace(/。/g, '.')
    .trim();
  const match = /^(\d*|[1-9]\d{0,2}(?:[\s,']\d{3})+)(?:\.(\d*))?$/.exec(plain);
  if (!match || plain === '' || plain === '.') return undefined;
  const [, grouped = '', fraction = ''] = match;
  const whole = grouped.replace(/\D/g, '');
  if (fraction.length > exponent || whole.length + exponent > 15) return undefined;
  const minor = `${whole}${fraction.padEnd(exponent, '0')}`.replace(/^0+(?=\d)/, '');
  return { minor: minor === '' ? '0' : minor, currency };
}

export function isPositive(money: Money | undefined): money is Money {
  return money !== undefined && BigInt(money.minor) > 0n;
}

/** Is this more than there is? False while either is not known, and for another currency: the server decides that. */
export function exceeds(amount: Money | undefined, available: Money | undefined): boolean {
  return (
    amount !== undefined &&
    available !== undefined &&
    amount.currency === available.currency &&
    BigInt(amount.minor) > BigInt(available.minor)
  );
}

/** A preview while the person edits; the server computes the amount that is charged. */
export function times(unit: Money, quantity: number): Money {
  return { minor: String(BigInt(unit.minor) * BigInt(quantity)), currency: unit.currency };
}

/** A preview of a sum in one currency; mixed currencies have none. */
export function sum(parts: readonly Money[]): Money | undefined {
  const currency = parts[0]?.currency;
  if (currency === undefined || parts.some((part) => part.currency !== currency)) return undefined;
  return { minor: String(parts.reduce((total, part) => total + BigInt(part.minor), 0n)), currency };
}

const exponents = new Map<string, number>();

/** Decimal places of a currency by ISO 4217, as the browser knows them: CNY 2, JPY 0. */
export function exponentOf(currency: string): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    exponent =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2;
    exponents.set(currency, exponent);
  }
  return exponent;
}
