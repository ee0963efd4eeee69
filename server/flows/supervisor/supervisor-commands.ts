/** What the supervisor alone may change: the free limit, the deputies, and that he is it. A deputy may go by himself. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, moneyJson, parseLimit } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { policies, ruleOf, setRule, withdrawChallenge } from '../../mechanisms/challenges/index.ts';
import {
  type Change,
  type Command,
  type Decision,
  type DecisionContext,
  defineCommand,
  type View,
} from '../../mechanisms/journal/index.ts';
import { guardProof, loadProof, persons } from '../../mechanisms/people/index.ts';
import { pushEffect } from '../../mechanisms/push/index.ts';
import {
  candidateOf,
  endedSupervision,
  presentOf,
  type Reply,
  replyOf,
  supervisionEvent,
} from './commands.ts';
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
    const { record, params, until } = changeableByActor(view, command, context);
    const next = changed(view, command.body, context, params);
    const proven = needsProof(command) ? guardProof(view, command, context, null) : [];
    // From here the command must succeed.
    const set: Change[] = setRule(view, context, {
      person: record.payer,
      kind: SUPERVISOR,
      setBy: command.actor.id,
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

/** A deputy may take himself out; everything else is the supervisor's. Refuses NOT_FOUND to all others (R4). */
function changeableByActor(
  view: View,
  { actor, body }: Command<ChangeSupervision>,
  context: DecisionContext,
) {
  const isGoing = body.removeDeputy !== undefined && body.removeDeputy === actor.id;
  return supervised(view, body.payer, context, ({ supervisor, deputies }) =>
    isGoing ? deputies.some((one) => one === actor.id) : supervisor === actor.id,
  );
}

/** Refuses NOT_FOUND when he is not supervised, or `may` says no. */
function supervised(
  view: View,
  payer: string,
  context: DecisionContext,
  may: (params: Supervised) => boolean,
): { record: Supervision; params: Supervised; until: number | null } {
  const record = presentOf(view, payer, context);
  const rule = ruleOf<Supervised>(view, payer, SUPERVISOR, context.now);
  if (!record || !rule || !may(rule.params)) return refuse('NOT_FOUND');
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

/**
 * The supervisor gives it up: his own act, as good as his yes to let the payer go, so it ends at once. What he was asked
 * stays as it is: nobody may answer it any more, and it ends by its time, like that of any approver who is one no more.
 */
export const resignSupervision = defineCommand<{ readonly payer: Id<'person'> }, Reply>({
  kind: 'supervision.resign',
  async load(loader, commands) {
    const payers = commands.map(({ body }) => body.payer);
    await Promise.all([
      loadProof(loader, commands),
      loader.fetch(policies, payers),
      loader.fetch(supervisions, payers),
    ]);
  },
  decide(view, command, context) {
    const { actor, body } = command;
    const { record: before, params } = supervised(
      view,
      body.payer,
      context,
      ({ supervisor }) => supervisor === actor.id,
    );
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    // The payer may be leaving: that question is about nothing any more.
    const asked = before.challenge && withdrawChallenge(view, context, before.challenge);
    const { record, changes, events } = endedSupervision(view, context, before, params);
    return {
      changes: [...proven, ...(asked ? asked.changes : []), ...changes],
      events: [...(asked ? asked.events : []), ...events],
      effects: [pushEffect({ people: [record.payer], notice: 'supervision.resigned' })],
      reply: replyOf(record),
    };
  },
});
