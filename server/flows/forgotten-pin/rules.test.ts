/** The rules of `forgotten-pin` as tables: every transition, every refusal, both sides of each limit. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Refusal } from '../../kernel/refusal.ts';
import './contract.ts';
import {
  type Asker,
  type RecoveryState,
  recoveryMachine,
  refuseUnsettable,
  refuseUntriable,
  settledAt,
  underWay,
} from './rules.ts';
import type { Recovery } from './storage.ts';

const NOW = 10_000;
const ANA: Asker = { person: 'person_ana', session: 'session_1' };
const STATES: readonly RecoveryState[] = recoveryMachine.states;

function recovery(state: RecoveryState, expiresAt = NOW + 1): Recovery {
  return {
    id: 'pinrecovery_1',
    person: 'person_ana',
    session: 'session_1',
    state,
    instrument: 'instrument_1',
    last4: '1232',
    typed: 't',
    details: null,
    verification: 'ver_1',
    code: null,
    version: 1,
    createdAt: 0,
    expiresAt,
    endedAt: null,
  };
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'ok';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
}

test('a final state is final', () => {
  for (const state of ['done', 'declined', 'replaced'] as const) assert.ok(recoveryMachine.isFinal(state));
});

/** state, expiry, who, may a code be tried, may the PIN be set */
const steps: readonly [RecoveryState | null, number, Asker, string, string][] = [
  [null, NOW + 1, ANA, 'NOT_FOUND', 'NOT_FOUND'],
  ['unverified', NOW + 1, { ...ANA, person: 'person_bo' }, 'NOT_FOUND', 'NOT_FOUND'],
  ['unverified', NOW + 1, { ...ANA, session: 'session_2' }, 'NOT_FOUND', 'NOT_FOUND'],
  ['verified', NOW + 1, { ...ANA, session: 'session_2' }, 'NOT_FOUND', 'NOT_FOUND'],
  ['verified', NOW + 1, { ...ANA, session: undefined }, 'NOT_FOUND', 'NOT_FOUND'],
  ['asking', NOW + 1, ANA, 'CONFLICT', 'CONFLICT'],
  ['unverified', NOW + 1, ANA, 'ok', 'CONFLICT'],
  ['unverified', NOW, ANA, 'EXPIRED', 'CONFLICT'],
  ['verified', NOW + 1, ANA, 'REPLAYED', 'ok'],
  ['verified', NOW, ANA, 'REPLAYED', 'EXPIRED'],
  ['done', NOW + 1, ANA, 'REPLAYED', 'REPLAYED'],
  ['declined', NOW + 1, ANA, 'CONFLICT', 'CONFLICT'],
  ['replaced', NOW + 1, ANA, 'CONFLICT', 'CONFLICT'],
];
for (const [state, expiresAt, asker, code, pin] of steps) {
  test(`${state ?? 'nothing'} until ${expiresAt} by ${asker.person} on ${asker.session}: code ${code}, PIN ${pin}`, () => {
    const one = state === null ? undefined : recovery(state, expiresAt);
    assert.equal(
      codeOf(() => refuseUntriable(one, asker, NOW)),
      code,
    );
    assert.equal(
      codeOf(() => refuseUnsettable(one, asker, NOW)),
      pin,
    );
  });
}

test('the same details on the same sign-in get no second code while the first is good', () => {
  const asked = { session: 'session_1', typed: 't', now: NOW };
  const answers = STATES.map((state) => underWay(recovery(state), asked) !== null);
  assert.deepEqual(
    answers,
    STATES.map((state) => state === 'asking' || state === 'unverified'),
  );
  const one = recovery('unverified');
  assert.equal(underWay(undefined, asked), null);
  assert.equal(underWay(recovery('unverified', NOW), asked), null);
  assert.equal(underWay(one, { ...asked, session: 'session_2' }), null);
  assert.equal(underWay(one, { ...asked, typed: 'other' }), null);
});

test('what vouches for a person must all have been known for long enough', () => {
  const old = { card: 1, realName: 2, signIn: 3 };
  assert.equal(settledAt(old, 0), 3);
  assert.equal(settledAt(old, 100), 103);
  assert.equal(settledAt({ ...old, card: 50 }, 100), 150);
  assert.equal(settledAt({ ...old, realName: 60 }, 100), 160);
});
