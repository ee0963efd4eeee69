// Amounts: whole minor units with their currency; JSON carries the units as a string. Never a float.

export interface Money {
  minor: bigint;
  currency: string;
}

export interface MoneyJson {
  minor: string;
  currency: string;
}

export const toJson = ({ minor, currency }: Money): MoneyJson => ({ minor: String(minor), currency });

/** "1050", CNY -> "10.50"; the number of decimals is the currency's own (ISO 4217). */
export function decimal({ minor, currency }: Money): string {
  const places =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const digits = String(minor < 0n ? -minor : minor).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const sign = minor < 0n ? '-' : '';
  return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-places)}`;
}
