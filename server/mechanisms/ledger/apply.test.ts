/** The ledger's arithmetic, read like a ledger: each line an act and its outcome, with the balances between. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Id, newId } from '../../kernel/id.ts';
import { currency, MAX_MINOR, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import {
  type Account,
  type AccountRef,
  applyLedgerAct,
  availableOf,
  type Books,
  balanceOf,
  bankAccount,
  type Hold,
  type LedgerAct,
  merchantAccountOf,
  openAccount,
  suspenseAccount,
  type Transfer,
  walletOf,
} from './index.ts';

const CNY = currency('CNY');
const NAMES: Readonly<Record<string, AccountRef>> = {
  ana: walletOf('person_ana', CNY),
  bo: walletOf('person_bo', CNY),
  shop: merchantAccountOf('merchant_shop', CNY),
  bank: bankAccount(CNY),
  suspense: suspenseAccount(CNY),
};

/** Books in memory, with the committer's rule: what an act refuses leaves nothing behind. */
function openBooks() {
  const accounts = new Map<string, Account>();
  const holds = new Map<string, Hold>();
  const transfers: Transfer[] = [];
  const named = new Map<string, Id<'hold'>>();
  let seq = 0n;
  const refOf = (name: string) => NAMES[name] ?? assert.fail(`who is ${name}?`);
  const accountOf = (name: string) => accounts.get(refOf(name).id) ?? openAccount(refOf(name), 0);

  function apply(acts: readonly LedgerAct[]): string {
    const overlay = {
      accounts: new Map<string, Account>(),
      holds: new Map<string, Hold>(),
      added: [] as Transfer[],
    };
    const books: Books = {
      account: (ref) => overlay.accounts.get(ref.id) ?? accounts.get(ref.id) ?? openAccount(ref, 0),
      accountById: (id) => overlay.accounts.get(id) ?? accounts.get(id) ?? assert.fail('no account'),
      hold: (id) => overlay.holds.get(id) ?? holds.get(id),
      putAccount: (account) => void overlay.accounts.set(account.id, account),
      putHold: (hold) => void overlay.holds.set(hold.id, hold),
      addTransfer: (transfer) => void overlay.added.push(transfer),
    };
    seq += 1n;
    try {
      acts.forEach((act, n) => {
        applyLedgerAct(books, act, { at: Number(seq), seq, n });
      });
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.code;
      throw thrown;
    }
    for (const [id, account] of overlay.accounts) accounts.set(id, account);
    for (const [id, hold] of overlay.holds) holds.set(id, hold);
    transfers.push(...overlay.added);
    return 'ok';
  }

  /** "ana pays shop 30.00" | "ana holds shop 30.00 as h1" | "post h1 [12.00]" | "void h1" | "expire h1" */
  function actOf(text: string): LedgerAct {
    const words = text.split(' ');
    const minor = (word = '') => BigInt(word.replace('.', ''));
    const [first = '', verb = '', third = '', amount] = words;
    if (verb === 'pays' || verb === 'holds') {
      const base = {
        debit: refOf(first),
        credit: refOf(third),
        amount: money(minor(amount), CNY),
        kind: 'test',
      };
      if (verb === 'pays') return { act: 'post', ...base, reference: 'r' };
      const id = newId('hold', 1);
      named.set(words[5] ?? '', id);
      return { act: 'hold', id, ...base, reference: 'r', expiresAt: null };
    }
    const hold = named.get(verb) ?? newId('hold', 1);
    if (first === 'post') return { act: 'postHold', hold, ...(third ? { amount: minor(third) } : {}) };
    return first === 'void' ? { act: 'voidHold', hold } : { act: 'expireHold', hold };
  }

  const decimal = (value: bigint) => `${value / 100n}.${(value % 100n).toString().padStart(2, '0')}`;
  return {
    transfers,
    apply,
    refOf,
    accountOf,
    balance(name: string): string {
      const account = accountOf(name);
      const held = balanceOf(account) - availableOf(account);
      return decimal(balanceOf(account)) + (held === 0n ? '' : ` (${decimal(held)} held)`);
    },
    /** Plays a script: "acts, ...   outcome" or "balances: ana 70.00, shop 30.00". */
    play(script: string): void {
      for (const raw of script.trim().split('\n')) {
        const lineText = raw.trim();
        if (lineText.startsWith('=')) {
          for (const part of lineText.slice(1).split(',')) {
            const [name = '', ...rest] = part.trim().split(' ');
            assert.equal(this.balance(name), rest.join(' '), lineText);
          }
          continue;
        }
        const [acts = '', outcome = ''] = lineText.split(/ {2,}/);
        assert.equal(apply(acts.split(', ').map(actOf)), outcome, lineText);
      }
      let posted = 0n;
      let held = 0n;
      for (const account of accounts.values()) {
        posted += account.debitsPosted - account.creditsPosted;
        held += account.debitsHeld - account.creditsHeld;
      }
      assert.deepEqual([posted, held], [0n, 0n], 'the books sum to zero');
    },
  };
}

const stories: Readonly<Record<string, string>> = {
  'a payment moves once, and never more than there is': `
    bank pays ana 100.00                 ok
    ana pays shop 30.00                  ok
    ana pays shop 80.00                  INSUFFICIENT_FUNDS
    = ana 70.00, shop 30.00, bank 100.00
    ana pays shop 70.00                  ok
    ana pays shop 0.01                   INSUFFICIENT_FUNDS
    = ana 0.00, shop 100.00`,
  'all postings of a command or none': `
    bank pays ana 50.00                  ok
    ana pays shop 30.00, ana pays bo 30.00   INSUFFICIENT_FUNDS
    = ana 50.00, shop 0.00, bo 0.00
    ana pays shop 30.00, ana pays bo 20.00   ok
    = ana 0.00, shop 30.00, bo 20.00`,
  'money that came in the same command may go on': `
    bank pays ana 10.00, ana pays bo 10.00   ok
    ana pays bo 10.00, bank pays ana 10.00   INSUFFICIENT_FUNDS
    = ana 0.00, bo 10.00`,
  'a hold takes from what is available and moves nothing': `
    bank pays ana 100.00                 ok
    ana holds shop 30.00 as h1           ok
    = ana 100.00 (30.00 held), shop 0.00
    ana pays bo 70.01                    INSUFFICIENT_FUNDS
    ana pays bo 70.00                    ok
    post h1                              ok
    = ana 0.00, shop 30.00, bo 70.00`,
  'posted in part, the rest is free again': `
    bank pays ana 100.00                 ok
    ana holds shop 60.00 as h1           ok
    post h1 60.01                        AMOUNT_INVALID
    post h1 0.00                         AMOUNT_INVALID
    post h1 25.00                        ok
    = ana 75.00, shop 25.00
    post h1 35.00                        HOLD_NOT_OPEN`,
  'six holds of 1,000 on 5,000: five': `
    bank pays ana 5000.00                ok
    ana holds shop 1000.00 as h1         ok
    ana holds shop 1000.00 as h2         ok
    ana holds shop 1000.00 as h3         ok
    ana holds shop 1000.00 as h4         ok
    ana holds shop 1000.00 as h5         ok
    ana holds shop 1000.00 as h6         INSUFFICIENT_FUNDS
    = ana 5000.00 (5000.00 held)
    post h6                              HOLD_NOT_OPEN
    void h5                              ok
    ana holds shop 1000.00 as h7         ok
    = ana 5000.00 (5000.00 held)`,
  'what has ended has ended': `
    bank pays ana 90.00                  ok
    ana holds shop 30.00 as posted       ok
    ana holds shop 30.00 as voided       ok
    ana holds shop 30.00 as expired      ok
    post posted                          ok
    void voided                          ok
    expire expired                       ok
    = ana 60.00, shop 30.00
    post posted                          HOLD_NOT_OPEN
    void posted                          HOLD_NOT_OPEN
    expire posted                        HOLD_NOT_OPEN
    post voided                          HOLD_NOT_OPEN
    void voided                          HOLD_NOT_OPEN
    expire voided                        HOLD_NOT_OPEN
    post expired                         HOLD_NOT_OPEN
    void expired                         HOLD_NOT_OPEN
    expire expired                       HOLD_NOT_OPEN
    post never                           HOLD_NOT_OPEN
    = ana 60.00, shop 30.00`,
  'money on its way in cannot be spent': `
    bank holds ana 50.00 as coming       ok
    ana pays bo 0.01                     INSUFFICIENT_FUNDS
    post coming                          ok
    ana pays bo 50.00                    ok
    = ana 0.00, bo 50.00, bank 50.00`,
  'the suspense account gives no more than it took': `
    bank pays suspense 20.00             ok
    suspense pays bank 20.01             INSUFFICIENT_FUNDS
    suspense pays bank 20.00             ok
    = suspense 0.00, bank 0.00`,
};

describe('the ledger', () => {
  for (const [name, script] of Object.entries(stories)) test(name, () => openBooks().play(script));

  test('amounts: 1 and 2^63-1 fit, 0 and 2^63 do not', () => {
    const books = openBooks();
    const pay = (minor: bigint, debit = 'bank', credit = 'ana') =>
      books.apply([
        {
          act: 'post',
          debit: books.refOf(debit),
          credit: books.refOf(credit),
          amount: money(minor, CNY),
          kind: 't',
          reference: 'r',
        },
      ]);
    assert.equal(pay(0n), 'AMOUNT_INVALID');
    assert.equal(pay(-1n), 'AMOUNT_INVALID');
    assert.equal(pay(MAX_MINOR + 1n), 'AMOUNT_INVALID');
    assert.equal(pay(1n), 'ok');
    // Counters only grow: one more than 2^63-1 in all is too much, whatever the balance.
    assert.equal(pay(MAX_MINOR), 'BALANCE_LIMIT');
    assert.equal(pay(MAX_MINOR - 1n), 'ok');
    assert.equal(pay(1n), 'BALANCE_LIMIT');
    assert.equal(balanceOf(books.accountOf('ana')), MAX_MINOR);
    assert.equal(pay(MAX_MINOR, 'ana', 'bo'), 'ok');
    assert.equal(pay(1n, 'ana', 'bo'), 'INSUFFICIENT_FUNDS');
  });

  test('currencies never mix; one account cannot pay itself', () => {
    const books = openBooks();
    const euro = money(1n, currency('EUR'));
    const base = { act: 'post', kind: 't', reference: 'r' } as const;
    assert.equal(
      books.apply([{ ...base, debit: books.refOf('bank'), credit: books.refOf('ana'), amount: euro }]),
      'CURRENCY_MISMATCH',
    );
    assert.equal(
      books.apply([{ ...base, debit: bankAccount(euro.currency), credit: books.refOf('ana'), amount: euro }]),
      'CURRENCY_MISMATCH',
    );
    assert.throws(
      () =>
        books.apply([
          { ...base, debit: books.refOf('ana'), credit: books.refOf('ana'), amount: money(1n, CNY) },
        ]),
      /two accounts/,
    );
  });

  test('every movement says the balances it left', () => {
    const books = openBooks();
    books.play(`
      bank pays ana 10.00          ok
      ana holds shop 4.00 as h     ok
      ana pays bo 5.00             ok
      post h 3.00                  ok`);
    assert.deepEqual(
      books.transfers.map(({ phase, amount, debitBalance, creditBalance }) => [
        phase,
        amount,
        debitBalance,
        creditBalance,
      ]),
      [
        ['posted', 1_000n, 1_000n, 1_000n],
        ['held', 400n, 1_000n, 0n],
        ['posted', 500n, 500n, 500n],
        ['post', 300n, 200n, 300n],
      ],
    );
  });

  test('whatever is asked in whatever order: sums stay zero, nobody leaves his floor, counters equal transfers', () => {
    const who = fc.constantFrom('ana', 'bo', 'shop', 'bank', 'suspense');
    const amount = fc.integer({ min: 1, max: 5_000 }).map((minor) => (minor / 100).toFixed(2));
    const hold = fc.constantFrom('h1', 'h2', 'h3');
    const act = fc.oneof(
      fc
        .tuple(who, who, amount)
        .filter(([a, b]) => a !== b)
        .map(([a, b, m]) => `${a} pays ${b} ${m}`),
      fc
        .tuple(who, who, amount, hold)
        .filter(([a, b]) => a !== b)
        .map(([a, b, m, h]) => `${a} holds ${b} ${m} as ${h}`),
      fc.tuple(hold, amount).map(([h, m]) => `post ${h} ${m}`),
      hold.map((h) => `post ${h}`),
      hold.map((h) => `void ${h}`),
      hold.map((h) => `expire ${h}`),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const books = openBooks();
        for (const one of acts) {
          try {
            books.play(`${one}  ok`);
          } catch (error) {
            // A refusal is an outcome like another; what must hold is checked below.
            if (!(error instanceof assert.AssertionError) || error.expected !== 'ok') throw error;
          }
        }
        for (const name of Object.keys(NAMES)) {
          const account = books.accountOf(name);
          if (account.least !== null) assert.ok(availableOf(account) >= account.least, name);
          const moved = (side: 'debit' | 'credit') =>
            books.transfers
              .filter((one) => one[side] === account.id && (one.phase === 'posted' || one.phase === 'post'))
              .reduce((sum, one) => sum + one.amount, 0n);
          assert.deepEqual([account.debitsPosted, account.creditsPosted], [moved('debit'), moved('credit')]);
          assert.ok(account.debitsHeld >= 0n && account.creditsHeld >= 0n);
        }
      }),
      { numRuns: 200 },
    );
  });
});
