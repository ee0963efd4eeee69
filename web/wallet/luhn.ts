// Card numbers as people type them. The check finds typing errors only; the bank decides what a card is.

/** ISO/IEC 7812-1, annex B: the Luhn check digit of a 12 to 19 digit number. */
export function passesLuhn(digits: string): boolean {
  if (!/^\d{12,19}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Only the digits, at most 19. */
export function cardDigits(typed: string): string {
  return typed.normalize('NFKC').replace(/\D/g, '').slice(0, 19);
}

/** "6212345678901232" -> "6212 3456 7890 1232". */
export function groupDigits(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}

/**
 * Puts in the slash while typing: "1231" -> "12/31", "5" -> "05", "1/" -> "01/". Takes " 12 / 2031 " too; a year of which
 * two or three of four digits may be there stays as it is until the fourth.
 */
export function groupExpiry(typed: string): string {
  const plain = typed.normalize('NFKC').replace(/\s/g, '');
  const digits = plain.replace(/\D/g, '');
  const padded = /^([2-9]|\d\D)/.test(plain) ? `0${digits}` : digits;
  const month = padded.slice(0, 2);
  const year = shortYear(padded.slice(2));
  return year || (padded.length === 2 && plain.endsWith('/')) ? `${month}/${year}` : month;
}

/** No card is good from 2020 any more, so "20" begins a year of four digits. */
function shortYear(digits: string): string {
  if (!digits.startsWith('20')) return digits.slice(0, 2);
  return digits.length < 4 ? digits : digits.slice(2, 4);
}

/** Longer than "12/2031", for spaces around what is pasted. */
export const maxExpiryTyped = 16;

/** "12/31" -> "2031-12", as the server takes it. */
export function isoMonth(expiry: string): string {
  const [month = '', year = ''] = expiry.split('/');
  return `20${year}-${month}`;
}

/** Is "12/31" a month, and not one that has passed? A card is good until the end of its month. */
export function readExpiry(text: string, now: Date): 'good' | 'past' | 'incomplete' {
  const match = /^(0[1-9]|1[0-2])\/(\d{2})$/.exec(text);
  if (!match) return 'incomplete';
  const lastMoment = new Date(2000 + Number(match[2]), Number(match[1]), 1);
  return lastMoment > now ? 'good' : 'past';
}
