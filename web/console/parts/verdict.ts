// The answer of a trial as one sentence: "This payment would ask Lin (Supervisor) because it is above the free limit of
// ¥100.00 (rule supervisor v3)."
import type { TFunction } from 'i18next';
import { needWords, type Reason, reasonWords, ruleWords, whoWords } from '../../shared/challenge.ts';
import type { DryRunVerdict } from '../types.ts';

export function verdictWords(
  t: TFunction,
  language: string,
  what: string,
  verdict: DryRunVerdict,
  prompt: string | undefined,
): string {
  const why = verdict.reasons.map((reason) => reasonWithRule(t, language, reason));
  const because = new Intl.ListFormat(language === 'zh' ? 'zh-CN' : 'en-GB').format(why);
  if (verdict.outcome === 'refused')
    return t('policy.refused', { what, prompt: prompt ?? '', code: verdict.code ?? '' });
  if (verdict.outcome === 'asks' && verdict.needs) {
    const who = needWords(t, language, verdict.needs, (leaf) => {
      const name = whoWords(t, leaf.who, undefined);
      return leaf.rule ? t('policy.whoByRule', { name, rule: ruleWords(t, leaf.rule) }) : name;
    });
    return t('policy.asks', { what, who, because });
  }
  const how = t(verdict.proofWaived ? 'policy.withoutProof' : 'policy.withProof');
  return why.length === 0 ? t('policy.goesNoRule', { what, how }) : t('policy.goes', { what, how, because });
}

function reasonWithRule(t: TFunction, language: string, reason: Reason): string {
  const { rule, version } = reason;
  return t('policy.byRule', { because: reasonWords(t, language, reason), rule, version });
}
