/**
 * The load generator: plain sockets with ready-made HTTP requests, so that it takes as little of the shared processors
 * as it can. Loopback only; bounded in count and time.
 */
import { connect, type Socket } from 'node:net';

export type Lane = {
  /** The next whole HTTP request in ASCII, or null when there is none left. */
  next(): string | null;
};

export type LoadResult = {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
  readonly firstFailure: string | null;
};

const OK = 'HTTP/1.1 200';
const MAX_FAILURE = 1_200;
const MAX_HEAD = 2_048;
/** All connections read into the same bytes: whatever is not a whole response yet is copied. */
const readInto = Buffer.alloc(64 * 1_024);

type OnAnswer = (isOk: boolean, failure: string) => void;

/** A connection of the load: the status line and Content-Length of a response are all that it looks at. */
function open(port: number, onAnswer: OnAnswer): Socket {
  let rest: Buffer | null = null;
  return connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: readInto,
      callback(size, bytes) {
        const fresh = (bytes as Buffer).subarray(0, size);
        const left = readAnswers(rest ? Buffer.concat([rest, fresh]) : fresh, onAnswer);
        rest = left.length > 0 ? Buffer.from(left) : null;
        return true;
      },
    },
  });
}

/** Returns what follows the last whole response. */
function readAnswers(bytes: Buffer, onAnswer: OnAnswer): Buffer {
  let left = bytes;
  while (left.length > 0) {
    const head = left.toString('latin1', 0, Math.min(left.length, MAX_HEAD));
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return left;
    const at = /content-length: (\d+)/i.exec(head);
    const size = end + 4 + (at && at.index < end ? Number(at[1]) : 0);
    if (left.length < size) return left;
    const isOk = head.startsWith(OK);
    onAnswer(isOk, isOk ? '' : left.toString('utf8', 0, Math.min(size, MAX_FAILURE)));
    left = left.subarray(size);
  }
  return left;
}

/** What was answered so far. */
function createTally() {
  const latencies: number[] = [];
  let failed = 0;
  let firstFailure: string | null = null;
  return {
    /** `sentAt`: of the request that is answered, by this process' clock. */
    note(sentAt: number, isOk: boolean, failure: string): void {
      latencies.push(performance.now() - sentAt);
      if (isOk) return;
      failed += 1;
      firstFailure ??= failure;
    },
    result(seconds: number): LoadResult {
      latencies.sort((a, b) => a - b);
      const perSecond = latencies.length / seconds;
      return { answered: latencies.length, failed, seconds, perSecond, latencies, firstFailure };
    },
  };
}

/**
 * Every lane sends its next request as soon as the last one is answered. The time begins when all are connected, and what
 * is answered after its end does not count: as pgbench reports its rate, without the connections' opening.
 */
export async function closedLoop(port: number, lanes: readonly Lane[], seconds: number): Promise<LoadResult> {
  const tally = createTally();
  let deadline = 0;
  const seats = await Promise.all(
    lanes.map(
      (lane) =>
        new Promise<{ send(): void; ended: Promise<void> }>((resolve, reject) => {
          let sentAt = 0;
          let end = () => {};
          const ended = new Promise<void>((done) => {
            end = done;
          });
          const socket = open(port, (isOk, failure) => {
            if (!isOk || performance.now() < deadline) tally.note(sentAt, isOk, failure);
            send();
          });
          const send = () => {
            const request = performance.now() < deadline ? lane.next() : null;
            if (!request) {
              socket.end();
              end();
              return;
            }
            sentAt = performance.now();
            socket.write(request, 'latin1');
          };
          socket.on('connect', () => resolve({ send, ended }));
          socket.on('error', reject);
        }),
    ),
  );
  deadline = performance.now() + seconds * 1_000;
  for (const { send } of seats) send();
  await Promise.all(seats.map(({ ended }) => ended));
  return tally.result(seconds);
}

/**
 * Open loop: requests leave at a fixed rate whether or not earlier ones are answered; latency counts from the moment a
 * request was due (no coordinated omission). What finds no free connection is a drop, and counted.
 */
export async function openLoop(
  port: number,
  lanes: readonly Lane[],
  perSecond: number,
  seconds: number,
): Promise<LoadResult & { dropped: number; due: number }> {
  const tally = createTally();
  let dropped = 0;
  const free: { socket: Socket; lane: Lane; dueAt: number }[] = [];
  const all: { socket: Socket; lane: Lane; dueAt: number }[] = [];
  await Promise.all(
    lanes.map(
      (lane) =>
        new Promise<void>((resolve, reject) => {
          const socket = open(port, (isOk, failure) => {
            tally.note(seat.dueAt, isOk, failure);
            free.push(seat);
          });
          const seat = { socket, lane, dueAt: 0 };
          socket.on('connect', () => {
            free.push(seat);
            all.push(seat);
            resolve();
          });
          socket.on('error', reject);
        }),
    ),
  );
  const started = performance.now();
  const total = Math.floor(perSecond * seconds);
  let sent = 0;
  await new Promise<void>((resolve) => {
    const tick = () => {
      const now = performance.now();
      const dueCount = Math.min(total, Math.floor(((now - started) / 1_000) * perSecond));
      while (sent < dueCount) {
        const dueAt = started + (sent / perSecond) * 1_000;
        const seat = free.pop();
        const request = seat?.lane.next() ?? null;
        if (seat && request) {
          seat.dueAt = dueAt;
          seat.socket.write(request, 'latin1');
        } else dropped += 1;
        sent += 1;
      }
      if (sent < total) setTimeout(tick, 1);
      else resolve();
    };
    tick();
  });
  const lastAt = performance.now() + 10_000;
  while (free.length < all.length && performance.now() < lastAt)
    await new Promise((done) => setTimeout(done, 5));
  const seconds2 = (performance.now() - started) / 1_000;
  for (const seat of all) seat.socket.destroy();
  return { ...tally.result(seconds2), dropped, due: total };
}

export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
