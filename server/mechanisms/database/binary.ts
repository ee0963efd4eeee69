/**
 * Column types and PostgreSQL's binary array format: a batch of rows travels as one binary array per column, so
 * neither side parses or escapes text. Source: PostgreSQL src/backend/utils/adt/arrayfuncs.c, array_recv.
 */
import type { Id } from '../../kernel/id.ts';
import { idFromUuid, writeIdBytes } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';

/** How one column is declared, written (binary) and read (text, as `pg` delivers it). */
export type Column<T> = {
  readonly pgType: string;
  readonly oid: number;
  readonly nullable: boolean;
  /** Bytes of a value, or -1 when `write` must measure it. */
  readonly width: number;
  size(value: T): number;
  write(value: T, into: Buffer, offset: number): void;
  read(text: string): T;
};

const EPOCH_2000_MS = 946_684_800_000;

function fixed<T>(
  pgType: string,
  oid: number,
  width: number,
  write: (value: T, into: Buffer, offset: number) => void,
  read: (text: string) => T,
): Column<T> {
  return { pgType, oid, nullable: false, width, size: () => width, write, read };
}

function variable<T>(
  pgType: string,
  oid: number,
  toText: (value: T) => string,
  read: (text: string) => T,
  lead = 0,
): Column<T> {
  return {
    pgType,
    oid,
    nullable: false,
    width: -1,
    size: (value) => Buffer.byteLength(toText(value)) + lead,
    write(value, into, offset) {
      if (lead === 1) into[offset] = 1;
      into.write(toText(value), offset + lead);
    },
    read,
  };
}

/** `timestamptz` as PostgreSQL prints it in UTC sessions, e.g. `2026-01-02 03:04:05.678+00`. */
export function readTime(text: string): Instant {
  return Date.parse(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`);
}

export const column = {
  id: <P extends string>(prefix: P): Column<Id<P>> =>
    fixed('uuid', 2950, 16, writeIdBytes, (text) => idFromUuid(prefix, text)),
  int8: (): Column<bigint> =>
    fixed('int8', 20, 8, (value, into, offset) => void into.writeBigInt64BE(value, offset), BigInt),
  int4: (): Column<number> =>
    fixed('int4', 23, 4, (value, into, offset) => void into.writeInt32BE(value, offset), Number),
  bool: (): Column<boolean> =>
    fixed(
      'bool',
      16,
      1,
      (value, into, offset) => void into.writeUInt8(value ? 1 : 0, offset),
      (text) => text === 't',
    ),
  time: (): Column<Instant> =>
    fixed(
      'timestamptz',
      1184,
      8,
      (value, into, offset) =>
        void into.writeBigInt64BE(BigInt(Math.round((value - EPOCH_2000_MS) * 1000)), offset),
      readTime,
    ),
  /** Sixteen raw bytes kept as a `uuid`, written and read as 32 hex digits. */
  hash16: (): Column<string> =>
    fixed(
      'uuid',
      2950,
      16,
      (value, into, offset) => void into.write(value, offset, 'hex'),
      (text) => text.replaceAll('-', ''),
    ),
  text: <T extends string = string>(): Column<T> =>
    variable(
      'text',
      25,
      (value: T) => value,
      (text) => text as T,
    ),
  json: <T>(): Column<T> =>
    variable(
      'jsonb',
      3802,
      (value: T) => JSON.stringify(value),
      (text) => JSON.parse(text) as T,
      1,
    ),
  bytes: (): Column<Buffer> => ({
    pgType: 'bytea',
    oid: 17,
    nullable: false,
    width: -1,
    size: (value) => value.length,
    write: (value, into, offset) => void value.copy(into, offset),
    read: (text) => Buffer.from(text.slice(2), 'hex'),
  }),
  nullable: <T>(of: Column<T>): Column<T | null> =>
    ({ ...of, nullable: true }) as unknown as Column<T | null>,
};

/** One binary PostgreSQL array of a column's values. */
export function binaryArray<T>(of: Column<T>, values: readonly (T | null)[]): Buffer {
  let bytes = 20 + 4 * values.length;
  let hasNull = 0;
  for (const value of values) {
    if (value === null) hasNull = 1;
    else bytes += of.width >= 0 ? of.width : of.size(value);
  }
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(hasNull, 4);
  buffer.writeInt32BE(of.oid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = 20;
  for (const value of values) {
    if (value === null) {
      buffer.writeInt32BE(-1, at);
      at += 4;
      continue;
    }
    const width = of.width >= 0 ? of.width : of.size(value);
    buffer.writeInt32BE(width, at);
    of.write(value, buffer, at + 4);
    at += 4 + width;
  }
  return buffer;
}
