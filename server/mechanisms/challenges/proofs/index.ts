/** The kinds of proof. Voice, video and record match come as further files and a line each. */
import { codeProof } from './code.ts';
import { passkeyProof } from './passkey.ts';
import { pinProof } from './pin.ts';
import type { ProofSpec } from './proof.ts';
import { wordProof } from './word.ts';

export const proofSpecs: readonly ProofSpec[] = [pinProof, passkeyProof, codeProof, wordProof];

export function proofSpec(kind: string): ProofSpec {
  const spec = proofSpecs.find((one) => one.kind === kind);
  if (!spec) throw new Error(`no proof is called ${kind}`);
  return spec;
}
