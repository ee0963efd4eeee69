/** Entries: what is written down of each command. The content's bytes are hashed, so they are built in one place. */
import type { RefusalDetails } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';
import type { Actor, Command, Decision, Effect, JournalEvent, Json, JsonObject } from './command.ts';
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
  /** The very text whose UTF-8 bytes were hashed. */
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

/** The entry of a command that was done. */
export function doneEntry(
  seq: bigint,
  at: Instant,
  command: Command<unknown>,
  decision: Pick<Decision, 'reply' | 'events' | 'effects'>,
): Entry {
  return {
    seq: seq.toString(),
    at: isoTime(at),
    kind: command.kind,
    actor: command.actor,
    key: command.key,
    body: command.body as JsonObject,
    outcome: 'done',
    reply: decision.reply,
    events: decision.events ?? [],
    effects: decision.effects ?? [],
  };
}

/** The entry of a command that was refused. */
export function refusedEntry(
  seq: bigint,
  at: Instant,
  command: Command<unknown>,
  refusal: { code: string; details: RefusalDetails },
): Entry {
  return {
    seq: seq.toString(),
    at: isoTime(at),
    kind: command.kind,
    actor: command.actor,
    key: command.key,
    body: command.body as JsonObject,
    outcome: 'refused',
    code: refusal.code,
    details: refusal.details,
    events: [],
    effects: [],
  };
}

/**
 * The canonical text of an entry, whose bytes are hashed. `bodyJson` and `replyJson` are at hand already. An event whose
 * data is the reply is written without data: `parseEntry` puts it back.
 */
export function contentOf(entry: Entry, bodyJson: string, replyJson: string): string {
  const head =
    `{"seq":"${entry.seq}","at":"${entry.at}","kind":"${entry.kind}","actor":${actorText(entry.actor)},` +
    `"key":${quoted(entry.key)},"body":${bodyJson},"outcome":"${entry.outcome}",`;
  if (entry.outcome === 'refused') {
    const details = JSON.stringify(entry.details);
    return `${head}"code":${JSON.stringify(entry.code)},"details":${details},"events":[],"effects":[]}`;
  }
  const events = entry.events.map((event) => eventText(event, event.data === entry.reply)).join(',');
  const effects = entry.effects.length === 0 ? '[]' : JSON.stringify(entry.effects);
  return `${head}"reply":${replyJson},"events":[${events}],"effects":${effects}}`;
}

function eventText({ type, object, audience, data }: JournalEvent, isReply: boolean): string {
  const names = audience.map(quoted).join(',');
  const named = `{"type":${quoted(type)},"object":${quoted(object)},"audience":[${names}]`;
  return isReply ? `${named}}` : `${named},"data":${JSON.stringify(data)}}`;
}

/** Text in which JSON escapes nothing: ids, kinds, most keys. To look is a third of the price of `JSON.stringify`. */
const PLAIN = /^[\w.:-]*$/;
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

const actorFields = Object.keys({
  id: true,
  session: true,
  device: true,
  apiKey: true,
  staff: true,
} satisfies Record<keyof Actor, true>) as (keyof Actor)[];

function actorText(actor: Actor): string {
  let text = '';
  for (const field of actorFields) {
    const value = actor[field];
    if (value !== undefined) text += `${text === '' ? '{' : ','}"${field}":${quoted(value)}`;
  }
  return `${text}}`;
}

export function parseEntry(content: string): Entry {
  const entry = JSON.parse(content) as Entry;
  const reply = entry.reply;
  if (reply === undefined || entry.events.every((event) => event.data !== undefined)) return entry;
  return {
    ...entry,
    events: entry.events.map((event) => (event.data === undefined ? { ...event, data: reply } : event)),
  };
}
