// Addresses as text. Pure.
import type { DeliveryAddress } from './types.ts';

type Place = Pick<DeliveryAddress, 'region' | 'city' | 'line' | 'postcode'>;

/**
 * As the address itself is written, whoever reads it: in Chinese from the region to the door, else from the door to the
 * region.
 */
export function placeText({ region, city, line, postcode }: Place): string {
  // Beijing is a city and its own region.
  const towns = region === city ? [city] : [city, region];
  if (/\p{Script=Han}/u.test(region + city))
    return [[...towns].reverse().join(''), line, postcode].filter((part) => part !== '').join(' ');
  const end = [...towns.slice(0, -1), [towns.at(-1), postcode].filter((part) => part !== '').join(' ')];
  return [line, ...end].join(', ');
}

/** For a label on a parcel: the recipient, the phone, the place. */
export function labelText(address: DeliveryAddress): string {
  return [address.recipient, address.phone, placeText(address)].join('\n');
}

/** What was pasted may bring line breaks and signs that nobody sees; the server takes neither. */
export function tidyText(typed: string): string {
  return typed
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

export function isPostcode(text: string): boolean {
  return /^([0-9A-Za-z][0-9A-Za-z -]{1,10}[0-9A-Za-z])?$/.test(text);
}
