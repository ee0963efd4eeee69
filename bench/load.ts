/**
 * The load generator: plain sockets with ready-made HTTP requests, so that it takes as little of the shared processors
 * as it can. Loopback only; bounded in count and time.
 */
import { connect, type Socket } from 'node:net';

export type Lane = {
  /** The next whole HTTP request as bytes, or null when there is none left. */
  next(): Buffer | null;
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

/** Reads one response at a time: the status line and Content-Length are all it looks at. */
function createReader(onAnswer: (isOk: boolean, head: string) => void) {
  let pending: Buffer = Buffer.alloc(0);
  let need = -1;
  let head = '';
  return (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (need < 0) {
        const end = pending.indexOf('\r\n\r\n');
        if (end < 0) return;
        head = pending.toString('latin1', 0, end);
        const at = head.toLowerCase().indexOf('content-length: ');
        need = end + 4 + (at < 0 ? 0 : Number.parseInt(head.slice(at + 16, at + 26), 10));
      }
      if (pending.length < need) return;
      const isOk = head.startsWith(OK);
      const text = isOk
        ? ''
        : `${head.split('\r\n', 1)[0]} ${pending.toString('utf8', need - 300 > 0 ? need - 300 : 0, need)}`;
      pending = pending.subarray(need);
      need = -1;
      onAnswer(isOk, text);
    }
  };
}

/** Every lane sends its next request as soon as the last one is answered, until the time is over or none is left. */
export async function closedLoop(port: number, lanes: readonly Lane[], seconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  let failed = 0;
  let firstFailure: string | null = null;
  const started = performance.now();
  const deadline = started + seconds * 1_000;
  await Promise.all(
    lanes.map(
      (lane) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1');
          socket.setNoDelay(true);
          let sentAt = 0;
          const send = () => {
            const request = performance.now() < deadline ? lane.next() : null;
            if (!request) {
              socket.end();
              resolve();
              return;
            }
            sentAt = performance.now();
            socket.write(request);
          };
          socket.on('connect', send);
          socket.on(
            'data',
            createReader((isOk, text) => {
              latencies.push(performance.now() - sentAt);
              if (!isOk) {
                failed += 1;
                firstFailure ??= text;
              }
              send();
            }),
          );
          socket.on('error', reject);
        }),
    ),
  );
  return finish(latencies, failed, (performance.now() - started) / 1_000, firstFailure);
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
  const latencies: number[] = [];
  let failed = 0;
  let dropped = 0;
  let firstFailure: string | null = null;
  const free: { socket: Socket; lane: Lane; dueAt: number }[] = [];
  const all: { socket: Socket; lane: Lane; dueAt: number }[] = [];
  await Promise.all(
    lanes.map(
      (lane) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1');
          const seat = { socket, lane, dueAt: 0 };
          socket.setNoDelay(true);
          socket.on('connect', () => {
            free.push(seat);
            all.push(seat);
            resolve();
          });
          socket.on(
            'data',
            createReader((isOk, text) => {
              latencies.push(performance.now() - seat.dueAt);
              if (!isOk) {
                failed += 1;
                firstFailure ??= text;
              }
              free.push(seat);
            }),
          );
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
          seat.socket.write(request);
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
  return { ...finish(latencies, failed, seconds2, firstFailure), dropped, due: total };
}

function finish(
  latencies: number[],
  failed: number,
  seconds: number,
  firstFailure: string | null,
): LoadResult {
  latencies.sort((a, b) => a - b);
  return {
    answered: latencies.length,
    failed,
    seconds,
    perSecond: latencies.length / seconds,
    latencies,
    firstFailure,
  };
}

export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
