/** The commands that wait for the committer, and how much of them fits into one batch. */
import type { Submission } from './decide.ts';

export const MAX_BATCH = 1_000;
/** What a batch may weigh, see `weightOf`: some 4 MB of bodies. One command is taken whatever it weighs. */
export const MAX_WEIGHT = 4_096;

/** A payment weighs 1; a command with a thousand transfers weighs what its text does, one for each kilobyte. */
const weightOf = (submission: Submission) => 1 + (submission.bodyJson.length >> 10);

/**
 * A batch is sent behind one that is in the air when so much waits, and so large a share of that one: smaller ones would
 * cost more transactions than the waiting that they save.
 */
export function leastBehind(ahead: readonly Submission[]): number {
  const weight = ahead.reduce((sum, one) => sum + weightOf(one), 0);
  return Math.max(8, Math.ceil(weight / 2));
}

export type Queue = {
  readonly length: number;
  /** Of all that waits. */
  readonly weight: number;
  add(submission: Submission): void;
  /**
   * Takes the next batch, in order. A second command with the same key stays for the batch after, where it finds the
   * entry of the first.
   */
  take(): Submission[];
};

export function createQueue(): Queue {
  const waiting: Submission[] = [];
  let weight = 0;
  return {
    get length() {
      return waiting.length;
    },
    get weight() {
      return weight;
    },
    add(submission) {
      waiting.push(submission);
      weight += weightOf(submission);
    },
    take() {
      const keys = new Set<string>();
      const taken: Submission[] = [];
      const later: Submission[] = [];
      let takenWeight = 0;
      for (const submission of waiting) {
        const more = weightOf(submission);
        if (taken.length + later.length === MAX_BATCH) break;
        if (taken.length > 0 && takenWeight + more > MAX_WEIGHT) break;
        if (keys.has(submission.keyHash)) later.push(submission);
        else {
          keys.add(submission.keyHash);
          taken.push(submission);
          takenWeight += more;
        }
      }
      waiting.splice(0, taken.length + later.length, ...later);
      weight -= takenWeight;
      return taken;
    },
  };
}
