/** Withdrawals over HTTP: `withdrawal.create` asks the bank, and a request may wait for its answer. */
import { cardMoneyRoutes } from '../../mechanisms/bank/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import type { RouteSpec } from '../../mechanisms/http/index.ts';
import { createWithdrawal, withdrawalView } from './commands.ts';
import { CreateWithdrawal, WithdrawalReply } from './contract.ts';
import { withdrawalMachine } from './rules.ts';
import { withdrawals } from './storage.ts';

export function withdrawalRoutes(ground: Ground): RouteSpec[] {
  return cardMoneyRoutes(ground, {
    path: '/v1/withdrawals',
    tag: 'withdrawal',
    idPrefix: 'withdrawal',
    summaries: {
      create: 'Move money from the balance to a bound card',
      show: 'A withdrawal of mine',
      list: 'Own withdrawals, newest first; those in one state on request',
    },
    body: CreateWithdrawal,
    reply: WithdrawalReply,
    create: createWithdrawal,
    table: withdrawals,
    states: withdrawalMachine.states,
    view: withdrawalView,
    ends: ['withdrawal.done', 'withdrawal.failed'],
    isFinal: withdrawalMachine.isFinal,
  });
}
