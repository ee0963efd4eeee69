/**
 * TypeIDs (https://github.com/jetify-com/typeid, spec 0.3): a prefix and a UUIDv7 (RFC 9562) in Crockford base32.
 * Written here because ids are made several times per payment: the library's way costs ten times as much.
 * id.test.ts holds this file against the library.
 */
import { randomFillSync } from 'node:crypto';

export type Id<P extends string> = `${P}_${string}`;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 32; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
const CODES = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0));

const pool = Buffer.allocUnsafe(8192);
let poolAt = pool.length;
const scratch = Buffer.allocUnsafe(16);

/** 16 random-enough bytes: 48 bits of time, 74 bits from the system's generator, drawn 8 KB at a time. */
function fillUuid7(into: Buffer, nowMs: number): void {
  if (poolAt + 10 > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  into.writeUIntBE(nowMs, 0, 6);
  pool.copy(into, 6, poolAt, poolAt + 10);
  poolAt += 10;
  into[6] = ((into[6] ?? 0) & 0x0f) | 0x70;
  into[8] = ((into[8] ?? 0) & 0x3f) | 0x80;
}

/** The character of the digit of five bits that begins at a bit; the first digit has but the three bits before bit 3. */
function digitAt(bytes: Buffer, bit: number): number {
  const at = bit >> 3;
  const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return CODES[(pair >> (11 - (bit & 7))) & 31] ?? 0;
}

/** 128 bits as 26 digits. All at once: a text that grows by one digit at a time is a chain of 26 pieces. */
function encode(b: Buffer): string {
  // biome-ignore format: eight digits are five bytes.
  return String.fromCharCode(
    CODES[(b[0] ?? 0) >> 5] ?? 0, digitAt(b, 3),
    digitAt(b, 8), digitAt(b, 13), digitAt(b, 18), digitAt(b, 23), digitAt(b, 28), digitAt(b, 33), digitAt(b, 38), digitAt(b, 43),
    digitAt(b, 48), digitAt(b, 53), digitAt(b, 58), digitAt(b, 63), digitAt(b, 68), digitAt(b, 73), digitAt(b, 78), digitAt(b, 83),
    digitAt(b, 88), digitAt(b, 93), digitAt(b, 98), digitAt(b, 103), digitAt(b, 108), digitAt(b, 113), digitAt(b, 118), digitAt(b, 123),
  );
}

export function newId<P extends string>(prefix: P, nowMs: number): Id<P> {
  fillUuid7(scratch, nowMs);
  return `${prefix}_${encode(scratch)}`;
}

/** Writes the 16 bytes of an id at an offset. Throws on a malformed id: routes check first, with `isId`. */
export function writeIdBytes(id: string, into: Buffer, offset: number): void {
  const start = id.length - 26;
  let carry = 0;
  let bits = -2;
  let at = offset;
  for (let i = start; i < id.length; i++) {
    const value = VALUES[id.charCodeAt(i)] ?? -1;
    if (value < 0) throw new Error('malformed id');
    carry = (carry << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      into[at++] = (carry >>> bits) & 255;
    }
    carry &= 255;
  }
}

export function idFromBytes<P extends string>(prefix: P, bytes: Buffer): Id<P> {
  return `${prefix}_${encode(bytes)}`;
}

/** The id of a PostgreSQL uuid in text form. */
export function idFromUuid<P extends string>(prefix: P, uuid: string): Id<P> {
  return idFromBytes(prefix, Buffer.from(uuid.replaceAll('-', ''), 'hex'));
}

export function uuidOfId(id: string): string {
  const bytes = Buffer.allocUnsafe(16);
  writeIdBytes(id, bytes, 0);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** For SQL that takes null for any. */
export const uuidOrNull = (id: string | null): string | null => (id === null ? null : uuidOfId(id));

export function isId<P extends string>(prefix: P, text: string): text is Id<P> {
  return (
    text.length === prefix.length + 27 &&
    text.startsWith(`${prefix}_`) &&
    /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(-26))
  );
}

/** The JSON schema pattern of an id. */
export function idPattern(prefix: string): string {
  return `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`;
}
