/** The approver's own payment PIN; wrong ones are counted with all his PIN attempts. */
import { Type } from 'typebox';
import { guardProof, loadProof, pinSchema } from '../../people/index.ts';
import type { ProofSpec } from './proof.ts';

export const pinProof: ProofSpec = {
  kind: 'pin',
  schema: Type.Object({ pin: pinSchema }, { additionalProperties: false }),
  check: ({ people }, caller, _challenge, shown) => people.checkProof(caller, shown as { pin: string }),
  load: (loader, commands) => loadProof(loader, commands),
  guard: (view, command, context) => guardProof(view, command, context, null),
};
