/** The approver's own payment PIN; wrong ones are counted with all his PIN attempts. */
import { Type } from 'typebox';
import { guardPayerPin, guardProof, loadProof, pinSchema } from '../../people/index.ts';
import type { ProofSpec } from './proof.ts';

export const pinProof: ProofSpec = {
  kind: 'pin',
  schema: Type.Object({ pin: pinSchema }, { additionalProperties: false }),
  check: ({ people }, caller, _challenge, shown) => people.checkProof(caller, shown as { pin: string }),
  load: (loader, commands) => loadProof(loader, commands),
  guard(view, command, context, { asker, device }) {
    // His own yes on the device that he asked with: he pays. Any other answer is one for somebody else, or from elsewhere.
    const isPayer = asker === command.actor.id && device !== null && device === command.actor.device;
    return isPayer ? guardPayerPin(view, command, context) : guardProof(view, command, context, null);
  },
};
