/** kill -9 of the platform with 10,000 unconfirmed payments: the memory is rebuilt before the first answer (S17). */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Id, newId } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { askBank, bankRequests } from '../../mechanisms/bank/index.ts';
import { selectRows } from '../../mechanisms/database/index.ts';
import { defineCommand } from '../../mechanisms/journal/index.ts';
import { quietEnv } from '../../testing/bank-controls.ts';
import { createWorld, type World } from '../../testing/world.ts';
import type { Feedback } from './contract.ts';
import { createPendingDebitService } from './service.ts';

const OPEN = 10_000;

/** Written down, never sent: what a crash right after the commit leaves behind. */
const leaveOpen = defineCommand<{ readonly n: number }, { readonly request: Id<'bankreq'> }>({
  kind: 'test.leave-open',
  decide(_view, { body }, context) {
    const asked = askBank(context, {
      operation: 'debit',
      subject: { kind: 'payment', id: `payment_${body.n}` },
      amount: money(BigInt(1_000 + (body.n % 7)), currency('CNY')),
      card: newId('vault', context.now),
      payee: 'Shop',
      orderNumber: `O${body.n}`,
      confirm: true,
    });
    return { changes: asked.changes, reply: { request: asked.request.id } };
  },
});

describe('pending-debit after a crash', () => {
  let world: World;
  const feedbacks: Feedback[] = [];

  before(async () => {
    world = await createWorld({ env: quietEnv() });
    const { journal, database } = world.app.ground;
    const outcomes = await Promise.all(
      Array.from({ length: OPEN }, (_, n) =>
        journal.submit(leaveOpen, { key: `open ${n}`, actor: { id: 'platform' }, body: { n } }),
      ),
    );
    const requests = await selectRows(
      database.pool,
      bankRequests,
      outcomes.map((outcome) => outcome.reply().request),
    );
    for (const request of requests) {
      feedbacks.push({
        feedback: `fbk_${request.orderNumber}`,
        reference: request.id,
        amount: { minor: request.amount.toString(), currency: request.currency },
        payee: request.payee,
        ...(request.orderNumber === null ? {} : { order: request.orderNumber }),
        at: new Date().toISOString(),
        windowEndsAt: new Date(Date.now() + 60_000).toISOString(),
      });
    }
  });
  after(async () => world.stop());

  test('a process that has just started knows all 10,000 and confirms each', async () => {
    const started = Date.now();
    const service = createPendingDebitService(world.app.ground);
    await service.start();
    assert.equal(service.memory.size, OPEN);
    assert.ok(Date.now() - started < 5_000, `rebuilt in ${Date.now() - started} ms`);
    const answers = feedbacks.map((feedback) => service.memory.instruct(feedback, Date.now()).instruction);
    assert.deepEqual([...new Set(answers)], ['confirm']);
    service.stop();
  });

  test('another process, which does not have them in memory, finds them in the database', async () => {
    const other = createPendingDebitService(world.app.ground);
    assert.equal(other.memory.size, 0);
    const some = feedbacks.slice(0, 20);
    assert.deepEqual(
      await Promise.all(some.map(other.answer)),
      some.map(() => 'confirm'),
    );
    const [first] = some;
    assert.ok(first);
    // Confirmed there and recorded: a second question about the same debit is no second debit.
    assert.equal(await other.answer({ ...first, feedback: 'fbk_second' }), 'reject');
    assert.equal(
      await other.answer({ ...first, feedback: 'fbk_third', amount: { minor: '1', currency: 'CNY' } }),
      'reject',
    );
  });

  test('a memory that is full answers from the database, and takes nothing in', async () => {
    const full = createPendingDebitService(world.app.ground, { maxOpen: 1 });
    const some = feedbacks.slice(100, 110);
    assert.deepEqual(
      await Promise.all(some.map(full.answer)),
      some.map(() => 'confirm'),
    );
    assert.equal(full.memory.size, 1);
    assert.equal(full.memory.isFull, true);
  });
});
