/** A plain yes: the session is all that proves it. For what costs nothing, or stands beside a stronger proof. */
import type { ProofSpec } from './proof.ts';

export const wordProof: ProofSpec = {
  kind: 'word',
  schema: null,
  check: async () => ({ kind: 'word' }),
  guard: () => [],
};
