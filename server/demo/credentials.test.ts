import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { createWorld, type World } from '../testing/world.ts';
import { type DemoCredentials, seedCredentials } from './credentials.ts';

suite('the demo’s people', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world.stop());

  /** What the start of the server has made; asked at once, it waits until that is done. */
  async function opened(): Promise<DemoCredentials> {
    const { status, body } = await world.api(null).get('/demo/credentials');
    assert.equal(status, 200);
    return body as DemoCredentials;
  }

  test('a restart signs nobody out and adds nobody a device', async () => {
    const first = await opened();
    const again = await seedCredentials(world.app.ground);
    assert.deepEqual(again, first);
    const ana = first.people[0];
    assert.ok(ana);
    const { body } = await world.api(ana.token).get('/v1/sessions');
    assert.equal((body.data as unknown[]).length, 1);
  });

  test('who has signed out gets a new session', async () => {
    const [before] = (await seedCredentials(world.app.ground)).people;
    assert.ok(before);
    await world.api(before.token).post('/v1/sign-out');
    const [now] = (await seedCredentials(world.app.ground)).people;
    assert.ok(now);
    assert.notEqual(now.token, before.token);
    const { status, body } = await world.api(now.token).get('/v1/me');
    assert.deepEqual([status, body.name], [200, 'Ana Lin']);
  });
});
