// With whom money was exchanged lately: most people send to somebody they know already.
import { movementKind } from './spending.ts';

type Movement = { kind: string; counterparty: { id?: string; name?: string } };
export type Known = { id: string; name: string };

const maxPeople = 5;

/** Newest first, each once; shops and the platform are nobody to send money to. */
export function recentPeople(movements: readonly Movement[]): Known[] {
  const people = new Map<string, Known>();
  for (const { kind, counterparty } of movements) {
    const { id, name } = counterparty;
    if (!id?.startsWith('person_') || !name || movementKind(kind) !== 'transfer') continue;
    if (!people.has(id)) people.set(id, { id, name });
    if (people.size === maxPeople) break;
  }
  return [...people.values()];
}
