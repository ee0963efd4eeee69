/**
 * The demo's family, made through the API as people would: Ana watches over her daughter Lily, Bo over his grandmother Guo.
 * Every step has a fixed idempotency key: on the next start nothing happens twice.
 */
import type { DemoCredentials } from './credentials.ts';
import type { Call, Stage } from './seeds.ts';

type Json = Record<string, unknown>;
type DemoPerson = DemoCredentials['people'][number];

/** Needs the six people of the demo, with money in the wallets of the first four. */
export async function playFamily(stage: Stage, call: Call): Promise<void> {
  const [ana, bo, cara, dai, lily, guo] = stage.credentials.people;
  if (!ana || !bo || !cara || !dai || !lily || !guo) return;
  const money = (minor: number) => ({ minor: String(minor), currency: stage.currency });
  await give(call, cara, lily, money(40_000), 'Happy birthday!');
  await give(call, dai, guo, money(40_000), 'Rent of the garden');
  await playGuardian(call, ana, lily, money);
  await playSupervisor(call, bo, guo, money);
}

async function give(call: Call, from: DemoPerson, to: DemoPerson, amount: Json, note: string): Promise<void> {
  await call('POST', '/v1/transfers', {
    token: from.token,
    key: `demo gift ${to.phone}`,
    body: { to: to.id, amount, note, proof: { pin: from.pin } },
  });
}

async function playGuardian(
  call: Call,
  guardian: DemoPerson,
  ward: DemoPerson,
  money: (minor: number) => Json,
): Promise<void> {
  const known = await call('GET', '/v1/guardianships', { token: guardian.token, key: '' });
  if (((known.asGuardian as Json[] | undefined) ?? []).length > 0) return;
  const home = await call('POST', '/v1/addresses', {
    token: ward.token,
    key: 'demo home',
    body: {
      label: 'Home',
      recipient: ward.name,
      phone: ward.phone,
      region: 'Shanghai',
      city: 'Shanghai',
      line: '12 Willow Lane, Flat 5',
      postcode: '200040',
    },
  });
  await call('POST', '/v1/guardianships', {
    token: guardian.token,
    key: 'demo guardianship',
    body: {
      ward: ward.id,
      relation: 'minor',
      limits: { small: money(2_000), large: money(20_000), dailySmall: money(6_000) },
      proof: { pin: guardian.pin },
    },
  });
  await sayYes(call, ward, 'guardianship');
  await call('PUT', `/v1/guardianships/${ward.id}/addresses/${String(home.id)}`, {
    token: guardian.token,
    key: 'demo home approved',
    body: { proof: { pin: guardian.pin } },
  });
}

async function playSupervisor(
  call: Call,
  supervisor: DemoPerson,
  payer: DemoPerson,
  money: (minor: number) => Json,
): Promise<void> {
  const known = await call('GET', '/v1/supervision', { token: payer.token, key: '' });
  if (known.asPayer) return;
  await call('POST', '/v1/supervision', {
    token: payer.token,
    key: 'demo supervision',
    body: { supervisor: supervisor.id, proof: { pin: payer.pin } },
  });
  await sayYes(call, supervisor, 'supervision');
  await call('PUT', `/v1/supervision/${payer.id}/free-limit`, {
    token: supervisor.token,
    key: 'demo free limit',
    body: { freeLimit: money(10_000), proof: { pin: supervisor.pin } },
  });
}

/** Answers what waits in the person's inbox, as the person would. */
async function sayYes(call: Call, person: DemoPerson, kind: string): Promise<void> {
  const inbox = await call('GET', '/v1/challenges', { token: person.token, key: '' });
  const asked = ((inbox.data as Json[] | undefined) ?? []).find((one) => one.kind === kind);
  if (!asked) return;
  await call('POST', `/v1/challenges/${String(asked.id)}/answers`, {
    token: person.token,
    key: `demo yes ${kind}`,
    body: { answer: 'yes', about: asked.about, proof: { pin: person.pin } },
  });
}
