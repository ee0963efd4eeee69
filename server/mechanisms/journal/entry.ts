/** Entries: what is written down of each command. The content's bytes are hashed, so they are built in one place. */
import type { RefusalDetails } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';
import type { Actor, Command, Effect, JournalEvent, Json, JsonObject } from './command.ts';
import { sha256Hex } from './tree.ts';

export const entries = defineTable({
  name: 'journal.entry',
  key: 'seq',
  columns: { seq: column.int8(), key: column.hash16(), leaf: column.bytes(), content: column.text() },
  lookups: { byKey: ['key'] },
});
export type EntryRow = {
  readonly seq: bigint;
  readonly key: string;
  readonly leaf: Buffer;
  readonly content: string;
};

/** An entry as read back. */
export type Entry = {
  readonly seq: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: Actor;
  readonly key: string;
  readonly body: JsonObject;
  readonly outcome: 'done' | 'refused';
  readonly code?: string;
  readonly details?: Readonly<Record<string, Json>>;
  readonly reply?: JsonObject;
  readonly events: readonly JournalEvent[];
  readonly effects: readonly Effect[];
};

/** 32 hex digits: the first 16 bytes of SHA-256 of actor and key. */
export function keyHash(actorId: string, key: string): string {
  return sha256Hex(`${actorId}\n${key}`).slice(0, 32);
}

function head(seq: bigint, at: Instant, command: Command<unknown>, bodyJson: string): string {
  return (
    `{"seq":"${seq}","at":"${isoTime(at)}","kind":"${command.kind}","actor":${JSON.stringify(command.actor)},` +
    `"key":${JSON.stringify(command.key)},"body":${bodyJson}`
  );
}

export function doneContent(
  seq: bigint,
  at: Instant,
  command: Command<unknown>,
  bodyJson: string,
  decided: { replyJson: string; events: readonly JournalEvent[]; effects: readonly Effect[] },
): string {
  const events = decided.events.length === 0 ? '[]' : JSON.stringify(decided.events);
  const effects = decided.effects.length === 0 ? '[]' : JSON.stringify(decided.effects);
  return `${head(seq, at, command, bodyJson)},"outcome":"done","reply":${decided.replyJson},"events":${events},"effects":${effects}}`;
}

export function refusedContent(
  seq: bigint,
  at: Instant,
  command: Command<unknown>,
  bodyJson: string,
  refusal: { code: string; details: RefusalDetails },
): string {
  return (
    `${head(seq, at, command, bodyJson)},"outcome":"refused","code":${JSON.stringify(refusal.code)},` +
    `"details":${JSON.stringify(refusal.details)},"events":[],"effects":[]}`
  );
}

export function parseEntry(content: string): Entry {
  return JSON.parse(content) as Entry;
}
