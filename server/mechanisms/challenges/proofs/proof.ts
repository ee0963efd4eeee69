/** What a kind of proof is. Adding one adds a file here and a line to the list in index.ts. */
import type { TSchema } from 'typebox';
import type { Change, Command, DecisionContext, JsonObject, Loader, View } from '../../journal/index.ts';
import type { Passkeys } from '../../passkeys/index.ts';
import type { Caller, People } from '../../people/index.ts';
import type { Vault } from '../../vault/index.ts';
import type { Challenge } from '../storage.ts';

export type ProofDeps = { readonly people: People; readonly passkeys: Passkeys; readonly vault: Vault };
export type Answering = Pick<Command<unknown>, 'actor' | 'found'>;

export type ProofSpec = {
  readonly kind: string;
  /** Its field in the answer's `proof`; null when nothing is shown (a plain yes). */
  readonly schema: TSchema | null;
  /** The slow or secret part, outside the journal. What it finds goes into `found.proof`; never the secret itself. */
  check(
    deps: ProofDeps,
    caller: Caller,
    challenge: Pick<Challenge, 'id' | 'about'>,
    shown: unknown,
  ): Promise<JsonObject>;
  load?(loader: Loader, commands: readonly (Answering & { readonly challenge: string })[]): Promise<void>;
  /** Pure. Refuses, counting attempts (R13), or returns what is to be saved: the proof is spent (R2). */
  guard(view: View, command: Answering, context: DecisionContext, challenge: Challenge): readonly Change[];
};
