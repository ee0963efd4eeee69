/** A one-time code sent to the approver's registered phone, for this challenge alone; three tries, spent once (R2). */
import { Type } from 'typebox';
import { refuse } from '../../../kernel/refusal.ts';
import {
  attemptId,
  attempts,
  clearStreak,
  countFailure,
  put,
  refuseWhenLocked,
} from '../../journal/index.ts';
import { codes } from '../storage.ts';
import type { ProofSpec } from './proof.ts';

export const codeKey = (challenge: string, person: string) => `${challenge} ${person}`;
export const CODE_MARK = 'challenge-code';
const triesOf = (person: string) => attemptId(person, 'challenge-code');

export const codeProof: ProofSpec = {
  kind: 'code',
  schema: Type.Object({ code: Type.String({ pattern: '^[0-9]{6}$' }) }, { additionalProperties: false }),
  async check({ vault }, _caller, challenge, shown) {
    return {
      kind: 'code',
      mark: vault.fingerprint(CODE_MARK, `${challenge.id} ${(shown as { code: string }).code}`),
    };
  },
  async load(loader, commands) {
    await Promise.all([
      loader.fetch(
        codes,
        commands.map(({ challenge, actor }) => codeKey(challenge, actor.id)),
      ),
      loader.fetch(
        attempts,
        commands.map(({ actor }) => triesOf(actor.id)),
      ),
    ]);
  },
  guard(view, { actor, found }, { now }, challenge) {
    const tries = triesOf(actor.id);
    refuseWhenLocked(view, tries, now);
    const sent = view.get(codes, codeKey(challenge.id, actor.id));
    if (sent?.spent) refuse('REPLAYED');
    const mark = (found?.proof as { mark?: string } | undefined)?.mark;
    if (!sent || now >= sent.expiresAt || sent.mark !== mark) {
      const { change, left } = countFailure(view, tries, now);
      refuse('CODE_WRONG', { left }, [change]);
    }
    return [put(codes, { ...sent, spent: true }), ...clearStreak(view, tries)];
  },
};
