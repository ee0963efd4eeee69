/** Top-ups over HTTP: `top-up.create` asks the bank, and a request may wait for its answer. */
import { cardMoneyRoutes } from '../../mechanisms/bank/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import type { RouteSpec } from '../../mechanisms/http/index.ts';
import { createTopUp, topUpView } from './commands.ts';
import { CreateTopUp, TopUpReply } from './contract.ts';
import { topUpMachine } from './rules.ts';
import { topUps } from './storage.ts';

export function topUpRoutes(ground: Ground): RouteSpec[] {
  return cardMoneyRoutes(ground, {
    path: '/v1/top-ups',
    tag: 'top-up',
    idPrefix: 'topup',
    summaries: {
      create: 'Move money from a bound card into the balance',
      show: 'A top-up of mine',
      list: 'Own top-ups, newest first; those in one state on request',
    },
    body: CreateTopUp,
    reply: TopUpReply,
    create: createTopUp,
    table: topUps,
    states: topUpMachine.states,
    view: topUpView,
    ends: ['top-up.done', 'top-up.failed'],
    isFinal: topUpMachine.isFinal,
    // The bank asks us before it debits: only as many as can be answered from memory.
    admit: ground.gateway.admit,
  });
}
