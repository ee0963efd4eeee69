/** A signature by a passkey of the approver's own, made for this challenge and what it is about; spent once (R2). */
import { Type } from 'typebox';
import { type Assertion, AssertionResponse, guardPasskey, loadPasskey } from '../../passkeys/index.ts';
import type { ProofSpec } from './proof.ts';

export const passkeyProof: ProofSpec = {
  kind: 'passkey',
  schema: Type.Object({ passkey: AssertionResponse }, { additionalProperties: false }),
  check: ({ passkeys }, caller, challenge, shown) =>
    passkeys.checkPasskey(caller, {
      challengeId: challenge.id,
      about: challenge.about,
      response: (shown as { passkey: Assertion }).passkey,
    }),
  load: (loader, commands) => loadPasskey(loader, commands),
  guard: (view, command, context, challenge) => guardPasskey(view, command, context, challenge),
};
