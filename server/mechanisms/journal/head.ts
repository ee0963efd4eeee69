/** The journal's head row: how far it goes, and who may go on from there. */
import { randomUUID } from 'node:crypto';
import { Refusal } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { readTime } from '../database/index.ts';
import { appendLeaves, packEdge, type TreeEdge, treeRoot, unpackEdge } from './tree.ts';

export type Head = {
  readonly seq: bigint;
  readonly at: Instant;
  readonly edge: TreeEdge;
  /** Drawn anew for every batch that is written. */
  readonly mark: string;
};

export const LOCK_HEAD = 'select seq, at, edge, halted, mark from journal.head where id = 1 for update';

/**
 * Fails on purpose (division by zero) when another process has written, the journal was halted, or the batch before did
 * not come to be. The sequence number is checked too: a version of this program that knows no marks leaves them alone.
 */
export const CHECK_HEAD = `select 1 / (case when seq = $1::bigint and mark = $2::uuid and halted is null then 1 else 0 end)
  from journal.head where id = 1 for update`;
export const checkValues = (head: Head) => [head.seq.toString(), head.mark];

export const SET_HEAD = `update journal.head
  set seq = $1::bigint, at = $2::timestamptz, edge = $3::bytea, root = $4::bytea, mark = $5::uuid where id = 1`;
export const setValues = ({ seq, at, edge, mark }: Head) => [
  seq.toString(),
  isoTime(at),
  packEdge(edge),
  treeRoot(edge),
  mark,
];

/** The head after a batch. `leaves` is null without the tree. */
export function nextHead(
  head: Head,
  batch: { readonly entries: number; readonly at: Instant; readonly leaves: readonly Buffer[] | null },
): Head {
  return {
    seq: head.seq + BigInt(batch.entries),
    at: batch.at,
    edge: batch.leaves ? appendLeaves(head.edge, batch.leaves) : head.edge,
    mark: randomUUID(),
  };
}

/** Refuses HALTED when the books were stopped. */
export function readHead(row: readonly (string | null)[] | undefined): Head {
  const [seq, at, edge, halted, mark] = row ?? [];
  if (
    typeof seq !== 'string' ||
    typeof at !== 'string' ||
    typeof edge !== 'string' ||
    typeof mark !== 'string'
  ) {
    throw new Error('the journal has no head');
  }
  if (halted !== null && halted !== undefined) throw new Refusal('HALTED');
  const size = BigInt(seq);
  return { seq: size, at: readTime(at), edge: unpackEdge(size, Buffer.from(edge.slice(2), 'hex')), mark };
}
