/** `policy.dry-run`: what an act would meet, decided by the same rules on the same facts; an operator's look is journalled. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, parseMoney } from '../../kernel/money.ts';
import { defineCommand } from '../journal/index.ts';
import { persons, requireOperator } from '../people/index.ts';
import type { Act } from './act.ts';
import { type Need, planTree } from './expression.ts';
import { judgeAct } from './policy.ts';
import { policies } from './storage.ts';
import { needsView } from './views.ts';

export type DryRunCommand = {
  readonly person: Id<'person'>;
  readonly kind: Act['kind'];
  readonly amount: MoneyJson;
  readonly payee: string;
  readonly device: Id<'device'> | null;
  readonly address: string | null;
};

export const dryRun = defineCommand<DryRunCommand, object>({
  kind: 'policy.dry-run',
  load: (loader, commands) =>
    loader.fetch(
      policies,
      commands.map(({ body }) => body.person),
    ),
  decide(view, { actor, body }, context) {
    requireOperator(view, actor, ['viewer', 'support', 'admin']);
    const policy = view.get(policies, body.person);
    if (!policy) return { reply: { outcome: 'goes-through', reasons: [], proofWaived: false } };
    const act: Act = {
      kind: body.kind,
      payer: body.person,
      payee: { id: body.payee, name: body.payee },
      amount: parseMoney(body.amount),
      mode: 'balance',
      lines: [],
      address: body.address === null ? null : { ...NO_ADDRESS, id: body.address },
      note: '',
    };
    const verdict = judgeAct(view, context, policy, { act, device: body.device, subject: 'dry-run' });
    const brief = (id: string) => ({ id, name: view.get(persons, id)?.name ?? '' });
    return {
      reply: {
        outcome: verdict.need === null ? 'goes-through' : 'asks',
        ...(verdict.need === null ? {} : { needs: planned(verdict.need, brief) }),
        reasons: verdict.reasons,
        proofWaived: verdict.waivesProof,
      },
    };
  },
});

const NO_ADDRESS = { recipient: '', phone: '', region: '', city: '', line: '', postcode: '' };

function planned(need: Need, brief: (id: string) => { id: string; name: string }): object {
  const { tree, leaves } = planTree(need);
  return needsView(tree, { leaves }, brief);
}
