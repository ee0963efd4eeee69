/** The journal's Merkle tree (RFC 6962, section 2.1), kept as its right edge: appending never reads old entries. */

import * as crypto from 'node:crypto';
import { createHash } from 'node:crypto';

// One-shot hashing exists from Node 20.12; it is about twice as fast as createHash for short input.
type OneShot = {
  (algorithm: string, data: Buffer, encoding: 'latin1'): string;
  (algorithm: string, data: string, encoding: 'hex'): string;
};
const oneShot = (crypto as unknown as { hash?: OneShot }).hash;

export function sha256(data: Buffer): Buffer {
  if (!oneShot) return createHash('sha256').update(data).digest();
  // By way of a string with a character per byte: a buffer of its own costs twice as much as the hash.
  const digest = Buffer.allocUnsafe(32);
  digest.write(oneShot('sha256', data, 'latin1'), 0, 'latin1');
  return digest;
}

export function sha256Hex(text: string): string {
  return oneShot ? oneShot('sha256', text, 'hex') : createHash('sha256').update(text).digest('hex');
}

const nodeInput = Buffer.alloc(65);
nodeInput[0] = 1;

function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(nodeInput, 1);
  right.copy(nodeInput, 33);
  return sha256(nodeInput);
}

/** One for all leaves: a zero byte and, behind it, the UTF-8 bytes of one content after the other. */
const leafInput = Buffer.alloc(16 * 1024);

/** SHA-256(0x00 || content). */
export function leafHash(content: string): Buffer {
  // No character of a string takes more than three bytes.
  const most = 1 + content.length * 3;
  const input = most <= leafInput.length ? leafInput : Buffer.alloc(most);
  return sha256(input.subarray(0, 1 + input.write(content, 1)));
}

export const EMPTY_ROOT = sha256(Buffer.alloc(0));

export type TreeEdge = { readonly size: bigint; readonly subtrees: readonly Buffer[] };

/** Appends leaves in order and returns the new edge; the old one is not changed. */
export function appendLeaves(edge: TreeEdge, leaves: readonly Buffer[]): TreeEdge {
  const subtrees = [...edge.subtrees];
  let size = edge.size;
  for (const leaf of leaves) {
    let node = leaf;
    // Each trailing 1 bit of the size is a perfect subtree that the new leaf completes.
    for (let bits = size; (bits & 1n) === 1n; bits >>= 1n) {
      const left = subtrees.pop();
      if (!left) throw new Error('the tree edge does not fit its size');
      node = nodeHash(left, node);
    }
    subtrees.push(node);
    size += 1n;
  }
  return { size, subtrees };
}

export function treeRoot(edge: TreeEdge): Buffer {
  const last = edge.subtrees.length - 1;
  let root = edge.subtrees[last];
  if (!root) return EMPTY_ROOT;
  for (let i = last - 1; i >= 0; i--) {
    const left = edge.subtrees[i];
    if (left) root = nodeHash(left, root);
  }
  return root;
}

export function packEdge(edge: TreeEdge): Buffer {
  return Buffer.concat(edge.subtrees as Buffer[]);
}

export function unpackEdge(size: bigint, packed: Buffer): TreeEdge {
  const subtrees: Buffer[] = [];
  for (let at = 0; at < packed.length; at += 32) subtrees.push(packed.subarray(at, at + 32));
  return { size, subtrees };
}
