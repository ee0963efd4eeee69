/** Where a webhook may go, in the words of its refusals. What is private is known by `outside`. */
import { refuse } from '../../kernel/refusal.ts';
import { judgeTarget, pointsInward, type TargetRule } from '../outside/index.ts';

/** The URL as it will be used. Refuses WEBHOOK_URL_INVALID and, for literal addresses, WEBHOOK_TARGET_PRIVATE. */
export function checkTarget(text: string, rule: TargetRule): URL {
  const judged = judgeTarget(text, rule);
  if (judged === 'invalid') return refuse('WEBHOOK_URL_INVALID');
  return judged === 'private' ? refuse('WEBHOOK_TARGET_PRIVATE') : judged;
}

/** Refuses WEBHOOK_TARGET_PRIVATE when the name points inward now. A name that does not resolve yet is let through. */
export async function checkName(url: URL, rule: TargetRule): Promise<void> {
  if (await pointsInward(url, rule)) refuse('WEBHOOK_TARGET_PRIVATE');
}
