import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../kernel/refusal.ts';
import type { Card, CardState } from '../../mechanisms/instruments/index.ts';
import { knownBinding, refuseUntriable } from './rules.ts';
import './contract.ts';

const NOW = 10_000;
const ANA = 'person_01hzzzzzzzzzzzzzzzzzzzzzza';
const BO = 'person_01hzzzzzzzzzzzzzzzzzzzzzzb';

function card(state: CardState, expiresAt = NOW + 1): Card {
  return {
    id: 'instrument_01hzzzzzzzzzzzzzzzzzzzzzzz',
    person: ANA,
    state,
    last4: '1232',
    brand: 'UnionPay',
    cardKind: 'debit',
    bankName: 'Sandbox Bank',
    holder: 'A**',
    fingerprint: 'f',
    details: null,
    token: null,
    verification: 'ver_1',
    code: null,
    version: 1,
    createdAt: 0,
    expiresAt,
    endedAt: null,
  };
}

/** latest state, expired?, owner -> the record that answers. */
const bindings: [CardState | null, 'fresh' | 'late', string | null, string][] = [
  [null, 'fresh', null, 'new'],
  ['asking', 'fresh', null, 'known'],
  ['asking', 'late', null, 'new'],
  ['unverified', 'fresh', null, 'known'],
  ['unverified', 'late', null, 'new'],
  ['bound', 'late', ANA, 'known'],
  ['declined', 'fresh', null, 'new'],
  ['revoked', 'fresh', null, 'new'],
  ['expired', 'fresh', null, 'new'],
  [null, 'fresh', BO, 'somebody-else'],
  ['unverified', 'fresh', BO, 'somebody-else'],
];
for (const [state, age, owner, expected] of bindings) {
  test(`binding again: ${state ?? 'nothing'} ${age}, bound by ${owner === BO ? 'another' : (owner ?? 'nobody')}: ${expected}`, () => {
    const known = knownBinding({
      person: ANA,
      now: NOW,
      owner:
        owner === null
          ? undefined
          : { mark: 'card f', instrument: 'instrument_x', person: owner as `person_${string}` },
      latest: state === null ? undefined : card(state, age === 'fresh' ? NOW + 1 : NOW),
    });
    assert.equal(known === null ? 'new' : typeof known === 'string' ? known : 'known', expected);
  });
}

const tries: [Card | undefined, string, string][] = [
  [undefined, ANA, 'NOT_FOUND'],
  [card('unverified'), BO, 'NOT_FOUND'],
  [card('bound'), ANA, 'REPLAYED'],
  [card('expired'), ANA, 'EXPIRED'],
  [card('unverified', NOW), ANA, 'EXPIRED'],
  [card('asking'), ANA, 'CONFLICT'],
  [card('declined'), ANA, 'CONFLICT'],
  [card('revoked'), ANA, 'CONFLICT'],
  [card('unverified', NOW + 1), ANA, 'ok'],
];
for (const [one, person, expected] of tries) {
  test(`a code for ${one?.state ?? 'nothing'} by ${person === ANA ? 'its holder' : 'another'}: ${expected}`, () => {
    let code = 'ok';
    try {
      refuseUntriable(one, person, NOW);
    } catch (thrown) {
      code = thrown instanceof Refusal ? thrown.code : String(thrown);
    }
    assert.equal(code, expected);
  });
}
