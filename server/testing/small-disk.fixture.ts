/** A small file system of one's own, to be filled to its last byte. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

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
