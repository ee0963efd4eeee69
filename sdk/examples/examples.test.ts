/** The examples run, as a newcomer would run them. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createWorld, type World } from '../../server/testing/world.ts';
import { createBursar } from '../src/index.ts';
import { demoOf } from './demo.ts';

let world: World;
const children: ChildProcess[] = [];

before(async () => {
  world = await createWorld({ bank: true });
  // The demo's opening tops up the wallets by way of the bank.
  for (let tries = 0; ; tries++) {
    const demo = await demoOf(world.app.url).catch(() => null);
    const token = demo?.person.token;
    const accounts = token ? await createBursar({ url: world.app.url, token }).accounts.list() : null;
    if (BigInt(accounts?.data[0]?.balance.minor ?? '0') >= 5_000n) return;
    assert.ok(tries < 300, 'the demo was not seeded within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
after(async () => {
  for (const child of children) child.kill();
  await world.stop();
});

function start(
  name: string,
  ...args: string[]
): { done: Promise<{ code: number | null; text: string }>; says(words: RegExp): Promise<void> } {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, world.app.url, ...args], { stdio: 'pipe' });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const done = new Promise<{ code: number | null; text: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, text }));
  });
  return {
    done,
    async says(words) {
      for (let tries = 0; !words.test(text); tries++) {
        assert.ok(tries < 200 && child.exitCode === null, `${name} did not say ${words}: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

test('pay an order, while another follows events and a third receives webhooks', async () => {
  const hooks = start('receive-webhooks.ts', '2');
  await hooks.says(/listening on/);
  const paid = await start('pay-an-order.ts').done;
  assert.equal(paid.code, 0, paid.text);
  assert.match(paid.text, /is paid\nrefund refund_\w+ is done/);
  const received = await hooks.done;
  assert.equal(received.code, 0, received.text);
  assert.match(received.text, /event_\d+_\d+ order\./);
  const followed = await start('follow-events.ts', '0', '3').done;
  assert.equal(followed.code, 0, followed.text);
  assert.equal(followed.text.trim().split('\n').length, 3);
});
