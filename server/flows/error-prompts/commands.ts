/** Saving and deleting rules: each makes a version with its author. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { type Command, defineCommand, type Loader, put } from '../../mechanisms/journal/index.ts';
import { loadOperators, requireOperator } from '../../mechanisms/people/index.ts';
import { MAX_RULES, type MatchBody, type RuleView, type SaveRuleBody } from './contract.ts';
import { checkTexts, compilePattern, type MatchKind } from './rules.ts';
import { promptHeads, promptRules, promptVersions, type RuleRecord } from './storage.ts';

const MAY_WRITE = ['support', 'admin'] as const;

const loadWriters = (loader: Loader, commands: readonly Command<never>[]) =>
  Promise.all([loadOperators(loader, commands), loader.fetch(promptHeads, ['head'])]);

export const saveRule = defineCommand<SaveRuleBody, RuleView>({
  kind: 'error-prompts.save',
  async load(loader, commands) {
    await loadWriters(loader, commands as readonly Command<never>[]);
  },
  decide(view, { body, actor }, context) {
    requireOperator(view, actor, MAY_WRITE);
    const head = view.get(promptHeads, 'head') ?? { id: 'head', version: 0, rules: 0 };
    if (head.rules >= MAX_RULES) refuse('PROMPT_RULES_FULL', { limit: MAX_RULES });
    checkTexts(body.texts);
    const match = readMatch(body.match);
    if (match.kind === 'pattern') compilePattern(match.text);
    // From here the command must succeed.
    const version = head.version + 1;
    const rule: RuleRecord = {
      id: context.newId('prompt'),
      matchKind: match.kind,
      matchText: match.text,
      priority: body.priority ?? 0,
      en: body.texts.en,
      zh: body.texts.zh ?? null,
      state: 'active',
      version,
      author: actor.id,
      createdAt: context.now,
    };
    const reply = ruleView(rule);
    return {
      changes: [
        put(promptRules, rule),
        put(promptHeads, { id: 'head', version, rules: head.rules + 1 }),
        put(promptVersions, {
          version,
          at: context.now,
          author: actor.id,
          act: 'saved' as const,
          rule: reply,
        }),
      ],
      reply,
    };
  },
});

export const deleteRule = defineCommand<{ readonly id: Id<'prompt'> }, { id: string; version: number }>({
  kind: 'error-prompts.delete',
  async load(loader, commands) {
    await Promise.all([
      loadWriters(loader, commands as unknown as readonly Command<never>[]),
      loader.fetch(
        promptRules,
        commands.map(({ body }) => body.id),
      ),
    ]);
  },
  decide(view, { body, actor }, context) {
    requireOperator(view, actor, MAY_WRITE);
    const rule = view.get(promptRules, body.id) as RuleRecord | undefined;
    if (rule?.state !== 'active') refuse('NOT_FOUND');
    const head = view.get(promptHeads, 'head') ?? { id: 'head', version: 0, rules: 1 };
    // From here the command must succeed.
    const version = head.version + 1;
    return {
      changes: [
        put(promptRules, { ...rule, state: 'deleted' as const }),
        put(promptHeads, { id: 'head', version, rules: head.rules - 1 }),
        put(promptVersions, {
          version,
          at: context.now,
          author: actor.id,
          act: 'deleted' as const,
          rule: ruleView(rule),
        }),
      ],
      reply: { id: rule.id, version },
    };
  },
});

function readMatch(match: MatchBody): { kind: MatchKind; text: string } {
  if ('code' in match) return { kind: 'code', text: match.code };
  if ('pattern' in match) return { kind: 'pattern', text: match.pattern };
  return { kind: 'family', text: match.family };
}

export function ruleView(rule: RuleRecord, author: string = rule.author): RuleView {
  const match =
    rule.matchKind === 'code'
      ? { code: rule.matchText }
      : rule.matchKind === 'pattern'
        ? { pattern: rule.matchText }
        : { family: rule.matchText };
  return {
    id: rule.id,
    match,
    texts: { en: rule.en, ...(rule.zh === null ? {} : { zh: rule.zh }) },
    priority: rule.priority,
    version: rule.version,
    author,
    createdAt: isoTime(rule.createdAt),
  };
}
