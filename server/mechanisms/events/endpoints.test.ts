/** Who may set up where a merchant's events go, when it is decided and not when it was asked (R9). */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { quietEnv } from '../../testing/bank-controls.ts';
import { createWorld } from '../../testing/world.ts';
import { createEndpoint, deleteEndpoint, replayDelivery, rotateEndpoint } from './endpoints.ts';

test('a manager who was made a clerk a moment ago sets up no endpoint, and no other changes', async () => {
  const world = await createWorld({ env: quietEnv() });
  try {
    const { people, journal } = world.app.ground;
    const shop = await world.merchant('Tea House');
    const mei = await world.person('Mei Tan');
    await people.addStaff(shop.id, mei.id, 'manager');
    const headers = { authorization: `Bearer ${mei.token}`, 'bursar-merchant': shop.id };
    const caller = await people.authenticate(headers);
    assert.ok(caller.kind === 'staff');
    const actor = { id: shop.id, staff: mei.id, session: caller.session, device: caller.device };
    const submit = <B>(spec: { kind: string }, body: B) =>
      journal.submit(spec as never, { key: randomUUID(), actor, body: body as never });
    const made = await submit(createEndpoint, {
      merchant: shop.id,
      url: 'https://shop.example/',
      description: '',
    });
    const endpoint = (made.reply() as unknown as { endpoint: { id: string } }).endpoint.id;
    await people.addStaff(shop.id, mei.id, 'clerk');
    const tried = await Promise.all([
      submit(createEndpoint, { merchant: shop.id, url: 'https://thief.example/', description: '' }),
      submit(rotateEndpoint, { merchant: shop.id, endpoint }),
      submit(deleteEndpoint, { merchant: shop.id, endpoint }),
      submit(replayDelivery, { delivery: 'delivery_01jfzxm5t2e6gvkt8d4vw0qj5a', endpoint }),
    ]);
    assert.deepEqual(
      tried.map(({ refused }) => refused?.code),
      ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    );
  } finally {
    await world.stop();
  }
});
