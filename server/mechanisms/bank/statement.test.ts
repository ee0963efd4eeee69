import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currency } from '../../kernel/money.ts';
import { compareStatement } from './reconcile.ts';
import type { BankRequest } from './requests.ts';
import { readStatement } from './statement.ts';

const entry = (reference: string, amount: string, side: 'CRDT' | 'DBIT') =>
  `<Ntry><NtryRef>1</NtryRef><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
  `<BookgDt><DtTm>2026-11-22T10:00:00.000Z</DtTm></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`;
const balance = (code: string, amount: string, side = 'CRDT') =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd></Bal>`;
const statement = (closing: string, ...entries: string[]) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><Stmt><FrToDt><FrDtTm>2026-11-22T00:00:00.000Z</FrDtTm>` +
  `<ToDtTm>2026-11-23T00:00:00.000Z</ToDtTm></FrToDt><Acct><Ccy>CNY</Ccy></Acct>${balance('OPBD', '0.00')}${balance('CLBD', closing)}` +
  `${entries.join('')}</Stmt></Document>`;

const A = 'bankreq_01hzzzzzzzzzzzzzzzzzzzzzza';
const B = 'bankreq_01hzzzzzzzzzzzzzzzzzzzzzzb';
const at = Date.parse('2026-11-22T09:59:00.000Z');
const request = (id: string, more: Partial<BankRequest>): BankRequest =>
  ({
    id,
    operation: 'debit',
    state: 'done',
    amount: 2_000n,
    currency: currency('CNY'),
    askedAt: at,
    changedAt: at,
    ...more,
  }) as BankRequest;

test('a statement is read to the cent, money out as negative', () => {
  const read = readStatement(statement('15.00', entry(A, '20.00', 'CRDT'), entry(B, '5.00', 'DBIT')));
  assert.deepEqual(
    read.entries.map(({ reference, minor }) => [reference, minor]),
    [
      [A, 2_000n],
      [B, -500n],
    ],
  );
  assert.equal(read.closing, 1_500n);
});

test('a statement that does not add up, or is none, is refused', () => {
  assert.throws(() => readStatement(statement('16.00', entry(A, '20.00', 'CRDT'))), /add up/);
  assert.throws(() => readStatement('<html/>'), /camt/);
});

const cases: [string, string[], BankRequest[], string[]][] = [
  ['both agree', [entry(A, '20.00', 'CRDT')], [request(A, {})], []],
  [
    'what was undone came in and went out',
    [entry(A, '20.00', 'CRDT')],
    [request(A, { state: 'undone' })],
    [],
  ],
  ['the bank has what we never asked', [entry('bankreq_x', '20.00', 'CRDT')], [], ['UNKNOWN_HERE']],
  [
    'the bank has done what we believe declined',
    [entry(A, '20.00', 'CRDT')],
    [request(A, { state: 'declined' })],
    ['NOT_DONE_HERE'],
  ],
  [
    'the bank has done what we still wait for',
    [entry(A, '20.00', 'CRDT')],
    [request(A, { state: 'unknown' })],
    ['STILL_OPEN'],
  ],
  ['another amount', [entry(A, '2.00', 'CRDT')], [request(A, {})], ['AMOUNT']],
  ['the other direction', [entry(A, '20.00', 'CRDT')], [request(A, { operation: 'transfer' })], ['AMOUNT']],
  [
    'one reference twice',
    [entry(A, '20.00', 'CRDT'), entry(A, '20.00', 'CRDT')],
    [request(A, {})],
    ['TWICE'],
  ],
  ['we have done what the bank does not know', [], [request(A, {})], ['NOT_AT_BANK']],
  [
    'a late success that we have booked and the bank does not know',
    [],
    [request(A, { state: 'undoing' })],
    ['NOT_AT_BANK'],
  ],
  ['the same, given back since', [], [request(A, { state: 'undone' })], ['NOT_AT_BANK']],
  ['declined on both sides', [], [request(A, { state: 'declined' })], []],
];
for (const [name, entries, requests, kinds] of cases) {
  test(`comparison: ${name}`, () => {
    const minor = entries.length * 2000;
    const xml = statement(name === 'another amount' ? '2.00' : (minor / 100).toFixed(2), ...entries);
    assert.deepEqual(
      compareStatement(readStatement(xml), requests).differences.map(({ kind }) => kind),
      kinds,
    );
  });
}
