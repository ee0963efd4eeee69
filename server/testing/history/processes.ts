/** Real processes that are killed with -9 and started again at the same address: servers and the sandbox bank. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { programOf } from '../program.ts';

const START_MS = 45_000;

export type Killable = {
  readonly url: string;
  start(): Promise<void>;
  /** SIGKILL, and not a moment to tidy up. */
  kill(): Promise<void>;
  readonly kills: number;
  /** What it wrote to its standard error, the last part. */
  readonly complaints: string;
};

export function killable(
  main: 'server/main.ts' | 'bank/main.ts',
  url: string,
  env: Readonly<Record<string, string>>,
): Killable {
  const health = main.startsWith('bank') ? '/health' : '/health/live';
  let child: ChildProcess | null = null;
  let kills = 0;
  let complaints = '';
  const end = async (signal: NodeJS.Signals) => {
    const gone = child;
    child = null;
    if (!gone || gone.exitCode !== null) return;
    const ended = once(gone, 'exit');
    gone.kill(signal);
    await ended;
  };
  // Nobody is left behind when the test itself is ended.
  process.on('exit', () => child?.kill('SIGKILL'));
  return {
    url,
    async start() {
      const started = spawn(process.execPath, programOf(main), {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: new URL(url).port, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const note = (part: Buffer) => {
        complaints = (complaints + String(part)).slice(-4_000);
      };
      started.stdout.on('data', note);
      started.stderr.on('data', note);
      child = started;
      const until = Date.now() + START_MS;
      while (Date.now() < until) {
        if (started.exitCode !== null) throw new Error(`${main} ended: ${complaints}`);
        // Killed while it was starting: somebody else starts it again.
        if (child !== started) return;
        const isUp = await fetch(url + health).then(
          (response) => response.ok,
          () => false,
        );
        if (isUp) return;
        await sleep(50);
      }
      throw new Error(`${main} does not listen: ${complaints}`);
    },
    async kill() {
      kills += 1;
      await end('SIGKILL');
    },
    get kills() {
      return kills;
    },
    get complaints() {
      return complaints;
    },
  };
}
