// Who uses the server: one small file for each process, so that the last one out can stop it. A process that was
// killed leaves its file behind, and is known by its process id being gone.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './postmaster.ts';

let handles = 0;

/** Signs in; the function returned signs out and says whether anybody else is still there. */
export async function signIn(home: string): Promise<() => Promise<{ othersRemain: boolean }>> {
  const folder = join(home, 'users');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  handles += 1;
  const name = `${process.pid}-${handles}`;
  await writeFile(join(folder, name), '');
  return async () => {
    await rm(join(folder, name), { force: true });
    let othersRemain = false;
    for (const other of await readdir(folder)) {
      const pid = Number(other.split('-')[0]);
      // Our own number with a handle that we never gave out: left by a dead process that bore it before us.
      const isOurs = pid === process.pid && Number(other.split('-')[1]) > handles;
      if (isAlive(pid) && !isOurs) othersRemain = true;
      else await rm(join(folder, other), { force: true });
    }
    return { othersRemain };
  };
}
