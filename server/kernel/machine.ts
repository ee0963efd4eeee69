/** One state column, one table of transitions per record. README diagrams and SQL CHECKs are generated from it. */
import { refuse } from './refusal.ts';

export type Machine<S extends string> = {
  readonly states: readonly S[];
  readonly transitions: Readonly<Record<S, readonly S[]>>;
  may(from: S, to: S): boolean;
  /** Returns `to`, or refuses CONFLICT: terminal states are terminal (R8). */
  move(from: S, to: S): S;
  isFinal(state: S): boolean;
  /** For the CHECK constraint of the state column: `'open','paid'`. */
  sqlList(): string;
  mermaid(): string;
};

export function machine<S extends string>(transitions: Readonly<Record<S, readonly S[]>>): Machine<S> {
  const states = Object.keys(transitions) as S[];
  const may = (from: S, to: S) => transitions[from].includes(to);
  return {
    states,
    transitions,
    may,
    move(from, to) {
      if (!may(from, to)) refuse('CONFLICT', { state: from });
      return to;
    },
    isFinal: (state) => transitions[state].length === 0,
    sqlList: () => states.map((state) => `'${state}'`).join(','),
    mermaid() {
      const lines = states.flatMap((from) => transitions[from].map((to) => `  ${from} --> ${to}`));
      const ends = states
        .filter((state) => transitions[state].length === 0)
        .map((state) => `  ${state} --> [*]`);
      return ['stateDiagram-v2', `  [*] --> ${states[0]}`, ...lines, ...ends].join('\n');
    },
  };
}

export function assertNever(value: never): never {
  throw new Error(`unexpected value ${String(value)}`);
}
