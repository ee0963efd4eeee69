/**
 * A buffer that grows while values are appended, big-endian as PostgreSQL wants them. Written by hand where Node's own
 * methods cost a call into native code per value: a payment is some eighty values.
 */
export type Bytes = {
  buffer: Buffer;
  /** Where the next byte goes. */
  at: number;
  /** Makes room; the numbers below need it done. */
  reserve(bytes: number): void;
  byte(value: number): void;
  int32(value: number): void;
  int64(value: bigint): void;
  hex(digits: string, bytes: number): void;
  /** The length and the UTF-8 bytes of a text, with `lead` bytes of value 1 between. */
  text(value: string, lead: number): void;
  /** The length and the bytes. */
  bytes(value: Buffer): void;
  /** Lets go of a buffer that one huge value has made large. */
  shrink(): void;
};

/** Up to here a loop over the characters is faster than the call. */
const SHORT_TEXT = 48;
const MAX_KEPT = 4 * 1024 * 1024;

const NIBBLES = new Int8Array(128).fill(-1);
for (let i = 0; i < 16; i++) {
  NIBBLES['0123456789abcdef'.charCodeAt(i)] = i;
  NIBBLES['0123456789ABCDEF'.charCodeAt(i)] = i;
}

class GrowingBytes implements Bytes {
  buffer: Buffer;
  at = 0;
  #view: DataView;
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    this.buffer = Buffer.allocUnsafeSlow(size);
    this.#view = new DataView(this.buffer.buffer, this.buffer.byteOffset, size);
  }

  reserve(bytes: number): void {
    if (this.at + bytes > this.buffer.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
    this.#view = new DataView(larger.buffer, larger.byteOffset, larger.length);
  }

  byte(value: number): void {
    this.buffer[this.at++] = value;
  }

  int32(value: number): void {
    this.#view.setInt32(this.at, value);
    this.at += 4;
  }

  int64(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`not an int8: ${value}`);
    this.#view.setBigInt64(this.at, value);
    this.at += 8;
  }

  hex(digits: string, bytes: number): void {
    if (digits.length !== bytes * 2) throw new RangeError(`not ${bytes} bytes of hex`);
    for (let i = 0; i < digits.length; i += 2) {
      const byte = ((NIBBLES[digits.charCodeAt(i)] ?? -1) << 4) | (NIBBLES[digits.charCodeAt(i + 1)] ?? -1);
      if (byte < 0) throw new RangeError('not hex');
      this.buffer[this.at++] = byte;
    }
  }

  text(value: string, lead: number): void {
    if (typeof value !== 'string') throw new TypeError(`not a text: ${typeof value}`);
    // No character of a string takes more than three bytes.
    this.reserve(4 + lead + value.length * 3);
    const start = this.at;
    this.at += 4;
    for (let i = 0; i < lead; i++) this.buffer[this.at++] = 1;
    if (!this.#shortAscii(value)) this.at += this.buffer.write(value, this.at);
    this.#view.setInt32(start, this.at - start - 4);
  }

  #shortAscii(value: string): boolean {
    const { length } = value;
    if (length > SHORT_TEXT) return false;
    const { buffer, at } = this;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      buffer[at + i] = code;
    }
    this.at = at + length;
    return true;
  }

  bytes(value: Buffer): void {
    this.reserve(4 + value.length);
    this.int32(value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  shrink(): void {
    if (this.buffer.length <= MAX_KEPT) return;
    this.buffer = Buffer.allocUnsafeSlow(this.#size);
    this.#view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.#size);
  }
}

export function createBytes(size: number): Bytes {
  return new GrowingBytes(size);
}
