/** Commands that only tests send: what in life takes the bank or a flow of its own. */
import type { Id } from '../kernel/id.ts';
import { currency, money } from '../kernel/money.ts';
import { setRule } from '../mechanisms/challenges/index.ts';
import { defineCommand } from '../mechanisms/journal/index.ts';
import { bankAccount, walletOf } from '../mechanisms/ledger/index.ts';

const CNY = currency('CNY');

/** Puts money into a wallet against the bank account, as a top-up would. */
export const fundWallet = defineCommand<{ readonly person: string; readonly minor: string }, object>({
  kind: 'test.fund',
  decide: (_view, { body, key }) => ({
    ledger: [
      {
        act: 'post',
        debit: bankAccount(CNY),
        credit: walletOf(body.person, CNY),
        amount: money(BigInt(body.minor), CNY),
        kind: 'top-up',
        reference: key,
      },
    ],
    reply: {},
  }),
});

/** Sets a rule of somebody, as the flows of these rules would after their own checks; null takes it away. */
export const setAnyRule = defineCommand<
  { readonly person: Id<'person'>; readonly kind: string; readonly params: object | null },
  object
>({
  kind: 'test.rule',
  decide: (view, { body }, context) => ({
    changes: setRule(view, context, { ...body, setBy: 'platform' }),
    reply: {},
  }),
});
