/**
 * Column types and PostgreSQL's binary array format: a batch of rows travels as one binary array per column, so
 * neither side parses or escapes text. Source: PostgreSQL src/backend/utils/adt/arrayfuncs.c, array_recv.
 */
import type { Id } from '../../kernel/id.ts';
import { idFromUuid, writeIdBytes } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { type Bytes, createBytes } from './bytes.ts';

/** How one column is declared, written (binary) and read (text, as `pg` delivers it). */
export type Column<T> = {
  readonly pgType: string;
  readonly oid: number;
  readonly nullable: boolean;
  /** Appends the value behind its length. Throws what cannot be written down. */
  put(value: T, to: Bytes): void;
  read(text: string): T;
};

const EPOCH_2000_MS = 946_684_800_000;

function columnOf<T>(
  pgType: string,
  oid: number,
  put: (value: T, to: Bytes) => void,
  read: (text: string) => T,
): Column<T> {
  return { pgType, oid, nullable: false, put, read };
}

/** `timestamptz` as PostgreSQL prints it in UTC sessions, e.g. `2026-01-02 03:04:05.678+00`. */
export function readTime(text: string): Instant {
  return Date.parse(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`);
}

function putId(id: string, to: Bytes): void {
  to.reserve(20);
  to.int32(16);
  writeIdBytes(id, to.buffer, to.at);
  to.at += 16;
}

/** Microseconds since 2000 fit into a double exactly until the year 2255. */
function putTime(at: Instant, to: Bytes): void {
  const micros = Math.round((at - EPOCH_2000_MS) * 1_000);
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not a time: ${at}`);
  to.reserve(12);
  to.int32(8);
  to.int32(Math.floor(micros / 0x1_0000_0000));
  to.int32(micros | 0);
}

const textOf = (text: string): string => text;

export const column = {
  id: <P extends string>(prefix: P): Column<Id<P>> =>
    columnOf('uuid', 2950, putId, (text) => idFromUuid(prefix, text)),
  int8: (): Column<bigint> =>
    columnOf(
      'int8',
      20,
      (value, to) => {
        to.reserve(12);
        to.int32(8);
        to.int64(value);
      },
      BigInt,
    ),
  int4: (): Column<number> =>
    columnOf(
      'int4',
      23,
      (value, to) => {
        if ((value | 0) !== value) throw new RangeError(`not an int4: ${value}`);
        to.reserve(8);
        to.int32(4);
        to.int32(value);
      },
      Number,
    ),
  bool: (): Column<boolean> =>
    columnOf(
      'bool',
      16,
      (value, to) => {
        to.reserve(5);
        to.int32(1);
        to.byte(value ? 1 : 0);
      },
      (text) => text === 't',
    ),
  time: (): Column<Instant> => columnOf('timestamptz', 1184, putTime, readTime),
  /** Sixteen raw bytes kept as a `uuid`, written and read as 32 hex digits. */
  hash16: (): Column<string> =>
    columnOf(
      'uuid',
      2950,
      (value, to) => {
        to.reserve(20);
        to.int32(16);
        to.hex(value, 16);
      },
      (text) => text.replaceAll('-', ''),
    ),
  text: <T extends string = string>(): Column<T> =>
    columnOf<string>('text', 25, (value, to) => to.text(value, 0), textOf) as unknown as Column<T>,
  json: <T>(): Column<T> =>
    columnOf(
      'jsonb',
      3802,
      // The byte in front is the version of jsonb's binary format.
      (value: T, to) => to.text(JSON.stringify(value), 1),
      (text) => JSON.parse(text) as T,
    ),
  bytes: (): Column<Buffer> =>
    columnOf(
      'bytea',
      17,
      (value, to) => to.bytes(value),
      (text) => Buffer.from(text.slice(2), 'hex'),
    ),
  nullable: <T>(of: Column<T>): Column<T | null> =>
    ({ ...of, nullable: true }) as unknown as Column<T | null>,
};

/** One for all: arrays are built one after the other, and what is handed out is a copy. */
const scratch = createBytes(64 * 1024);

/** One binary PostgreSQL array of a column's values. */
export function binaryArray<T>(of: Column<T>, values: readonly (T | null)[]): Buffer {
  beginArray(of.oid, values.length);
  let hasNull = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as T | null;
    if (value === null) hasNull = putNull();
    else of.put(value, scratch);
  }
  return endArray(hasNull);
}

/** The same of one property of many rows. */
export function columnArray(of: Column<unknown>, rows: readonly object[], name: string): Buffer {
  beginArray(of.oid, rows.length);
  let hasNull = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = (rows[i] as Record<string, unknown>)[name];
    if (value === null) hasNull = putNull();
    else of.put(value, scratch);
  }
  return endArray(hasNull);
}

function beginArray(oid: number, length: number): void {
  scratch.at = 0;
  scratch.reserve(20);
  scratch.int32(1);
  scratch.int32(0);
  scratch.int32(oid);
  scratch.int32(length);
  scratch.int32(1);
}

function putNull(): 1 {
  scratch.reserve(4);
  scratch.int32(-1);
  return 1;
}

function endArray(hasNull: number): Buffer {
  const made = Buffer.from(scratch.buffer.subarray(0, scratch.at));
  made[7] = hasNull;
  scratch.shrink();
  return made;
}
