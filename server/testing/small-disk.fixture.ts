/** A small file system of one's own, to be filled to its last byte. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { cny } from './books.ts';
import { type Answer, TEST_PIN, type World } from './world.ts';

export type SmallDisk = {
  readonly path: string;
  /** Writes until there is no byte left. */
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
};

/** Null, and the test skipped with its reason, where none can be mounted. */
export async function mountSmallDisk(context: TestContext, megabytes: number): Promise<SmallDisk | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    context.skip('needs root on Linux, to mount a small file system');
    return null;
  }
  const path = await mkdtemp(join(tmpdir(), 'bursar-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path]);
  if (mounted.status !== 0) {
    await rm(path, { recursive: true, force: true });
    context.skip(`no file system can be mounted here: ${String(mounted.stderr).trim()}`);
    return null;
  }
  const filler = join(path, 'filler');
  return {
    path,
    fill: () => fillUp(filler),
    makeRoom: () => rm(filler),
    async remove() {
      spawnSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** A payer whose transfers write much. */
export async function writingPayer(world: World) {
  const ana = await world.person('Ana', 100_000n);
  const bo = await world.person('Bo');
  const session = String((await ana.api.post('/v1/payment-sessions', { pin: TEST_PIN })).body.id);
  const send = (key: string) =>
    ana.api.post(
      '/v1/transfers',
      { to: bo.id, amount: cny(1), note: 'x'.repeat(200), proof: { paymentSession: session } },
      { key },
    );
  return { ana, bo, send };
}

/** Sends, so many at once, until one is not done: the keys of all, and that answer. */
export async function sendUntilRefused(
  send: (key: string) => Promise<Answer>,
  { atOnce, most }: { atOnce: number; most: number },
): Promise<{ keys: string[]; refused: Answer }> {
  const keys: string[] = [];
  let refused: Answer | undefined;
  while (!refused && keys.length < most) {
    const batch = Array.from({ length: atOnce }, () => randomUUID());
    keys.push(...batch);
    const answers = await Promise.all(batch.map(send));
    refused = answers.find(({ status }) => status !== 201);
  }
  assert.ok(refused, 'the disk never filled');
  return { keys, refused };
}

async function fillUp(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let size = 1 << 20; size >= 4096; ) {
      const wrote = await file.write(Buffer.alloc(size)).then(
        ({ bytesWritten }) => bytesWritten === size,
        () => false,
      );
      if (!wrote) size >>= 1;
    }
  } finally {
    await file.close();
  }
}
