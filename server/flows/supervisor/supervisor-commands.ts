/** What the supervisor alone may change: the free limit and the deputies. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, moneyJson, parseLimit } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { policies, ruleOf, setRule } from '../../mechanisms/challenges/index.ts';
import {
  type Change,
  type Command,
  type Decision,
  type DecisionContext,
  defineCommand,
  type View,
} from '../../mechanisms/journal/index.ts';
import { guardProof, loadProof, persons } from '../../mechanisms/people/index.ts';
import { candidateOf, presentOf, type Reply, replyOf, supervisionEvent } from './commands.ts';
import { SUPERVISOR } from './contract.ts';
import { type Supervised, withDeputy, withoutDeputy } from './rules.ts';
import { type Supervision, supervisions } from './storage.ts';

/** Exactly one of these is given. */
export type ChangeSupervision = {
  readonly payer: Id<'person'>;
  readonly freeLimit?: MoneyJson;
  /** null: nobody has this number. */
  readonly addDeputy?: Id<'person'> | null;
  readonly removeDeputy?: Id<'person'>;
};

export const changeSupervision = defineCommand<ChangeSupervision, Reply>({
  kind: 'supervision.change',
  async load(loader, commands) {
    const payers = commands.map(({ body }) => body.payer);
    const others = commands.flatMap(({ body }) => body.addDeputy ?? []);
    await Promise.all([
      loadProof(loader, commands.filter(needsProof)),
      loader.fetch(policies, [...payers, ...others]),
      loader.fetch(persons, others),
      loader.fetch(supervisions, payers),
    ]);
  },
  decide(view, command, context): Decision<Reply> {
    const { record, params, until } = supervisedByActor(view, command, context);
    const next = changed(view, command.body, context, params);
    const proven = needsProof(command) ? guardProof(view, command, context, null) : [];
    // From here the command must succeed.
    const set: Change[] = setRule(view, context, {
      person: record.payer,
      kind: SUPERVISOR,
      setBy: record.supervisor,
      params: next,
      until,
    });
    // Also those who are deputies no more hear of it.
    const deputies = [...new Set([...params.deputies, ...next.deputies])];
    return {
      changes: [...proven, ...set],
      events: [supervisionEvent(record, deputies, 'changed')],
      reply: replyOf(record),
    };
  },
});

/** Fewer who may say yes is no danger: removing needs the session only. */
const needsProof = ({ body }: Pick<Command<ChangeSupervision>, 'body'>) => body.removeDeputy === undefined;

/** Refuses NOT_FOUND to everybody but the present supervisor (R4). */
function supervisedByActor(
  view: View,
  { actor, body }: Command<ChangeSupervision>,
  context: DecisionContext,
): { record: Supervision; params: Supervised; until: number | null } {
  const record = presentOf(view, body.payer, context);
  const rule = ruleOf<Supervised>(view, body.payer, SUPERVISOR, context.now);
  if (!record || !rule || record.supervisor !== actor.id) return refuse('NOT_FOUND');
  return { record, params: rule.params, until: rule.until };
}

function changed(
  view: View,
  body: ChangeSupervision,
  context: DecisionContext,
  params: Supervised,
): Supervised {
  if (body.freeLimit) return { ...params, freeLimit: moneyJson(parseLimit(body.freeLimit)) };
  if (body.removeDeputy) return withoutDeputy(params, body.removeDeputy);
  return withDeputy(params, candidateOf(view, body.payer, body.addDeputy ?? null, context));
}
