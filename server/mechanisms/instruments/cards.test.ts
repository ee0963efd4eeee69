import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../kernel/refusal.ts';
import { type Card, type CardState, displayOfCard, payableCard } from './index.ts';

const ANA = 'person_01hzzzzzzzzzzzzzzzzzzzzzza';
const BO = 'person_01hzzzzzzzzzzzzzzzzzzzzzzb';

function card(state: CardState): Card {
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
    token: state === 'bound' ? 'vault_01hzzzzzzzzzzzzzzzzzzzzzzz' : null,
    verification: null,
    code: null,
    version: 1,
    createdAt: 0,
    expiresAt: 0,
    endedAt: null,
  };
}

const table: [Card | undefined, string, string][] = [
  [card('bound'), ANA, 'vault_01hzzzzzzzzzzzzzzzzzzzzzzz'],
  [card('bound'), BO, 'NOT_FOUND'],
  [undefined, ANA, 'NOT_FOUND'],
  [card('asking'), ANA, 'INSTRUMENT_UNUSABLE'],
  [card('unverified'), ANA, 'INSTRUMENT_UNUSABLE'],
  [card('declined'), ANA, 'INSTRUMENT_UNUSABLE'],
  [card('expired'), ANA, 'INSTRUMENT_UNUSABLE'],
  [card('revoked'), ANA, 'INSTRUMENT_UNUSABLE'],
];
for (const [one, person, expected] of table) {
  test(`a card that is ${one?.state ?? 'not there'}, asked for by ${person === ANA ? 'its holder' : 'another'}: ${expected}`, () => {
    let answer: string;
    try {
      answer = payableCard(one, person);
    } catch (thrown) {
      answer = thrown instanceof Refusal ? thrown.code : String(thrown);
    }
    assert.equal(answer, expected);
  });
}

test('a card is drawn by brand, bank and its last four, in both languages, and never by its number', () => {
  const display = displayOfCard(card('bound'));
  assert.deepEqual(display.label, {
    en: 'Sandbox Bank debit ··\u00a01232',
    zh: 'Sandbox Bank 储蓄卡（1232）',
  });
  assert.equal(display.icon, 'card-unionpay');
});
