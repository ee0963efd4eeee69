/** The journal's tree as the RFC describes it, slow and plain: what the quick one is held against. */
import { sha256 } from '../mechanisms/journal/tree.ts';

/** RFC 6962, 2.1, word by word. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.concat([Buffer.from([1]), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k))]));
}
