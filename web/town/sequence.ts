// Turns a journal entry into the acts of a sequence diagram. Pure: what is drawn is what the entry says, nothing more.
import type { Money } from '../shared/money.ts';

export const lanes = ['phone', 'till', 'server', 'ledger', 'bank'] as const;
export type Lane = (typeof lanes)[number];

export type Account = { kind: string; name: string };
export type Movement = { debit: Account; credit: Account; amount: Money; phase: string };

/** An entry as GET /demo/journal tells it, with its loose ends tied. */
export type Entry = {
  seq: string;
  at: string;
  kind: string;
  actor: { type: string; id: string; name: string };
  refused: boolean;
  code: string | undefined;
  /** What a refusal says to people. */
  prompt: { en: string; zh: string } | undefined;
  call: string | undefined;
  events: readonly string[];
  /** Whose yes it waits for, by name. */
  waitsFor: readonly string[];
  movements: readonly Movement[];
  effects: readonly { kind: string; to: string }[];
  raw: unknown;
};

export type Act = {
  from: Lane;
  to: Lane;
  tone: 'call' | 'money' | 'reply' | 'refused' | 'effect' | 'event' | 'waits';
  text: string;
  movement?: Movement;
  names?: readonly string[];
};

/** Reads one entry; undefined when it is none. */
export function readEntry(raw: unknown): Entry | undefined {
  if (!isRecord(raw) || (typeof raw.seq !== 'string' && typeof raw.seq !== 'number')) return undefined;
  const actor = isRecord(raw.actor) ? raw.actor : { id: text(raw.actor) };
  const id = text(actor.id);
  return {
    seq: String(raw.seq),
    at: text(raw.at),
    kind: text(raw.kind),
    actor: { type: text(actor.type) || typeOfId(id), id, name: text(actor.name) },
    refused: raw.outcome === 'refused',
    code: text(raw.code) || undefined,
    prompt: isRecord(raw.prompt) ? { en: text(raw.prompt.en), zh: text(raw.prompt.zh) } : undefined,
    call: text(raw.call) || undefined,
    events: list(raw.events).map((event) => (isRecord(event) ? text(event.type) : text(event))),
    waitsFor: list(raw.waitsFor).map(text),
    movements: list(raw.transfers).flatMap((movement) => readMovement(movement) ?? []),
    effects: list(raw.effects).map(readEffect),
    raw,
  };
}

/** Call, movements, answer, then what others hear of it: in the order in which they happen. */
export function actsOf(entry: Entry): Act[] {
  const origin = originOf(entry);
  const acts: Act[] = [
    { from: origin, to: 'server', tone: 'call', text: shortCall(calledBy(origin, entry)) },
  ];
  for (const movement of entry.movements)
    acts.push({ from: 'server', to: 'ledger', tone: 'money', text: movement.phase, movement });
  if (entry.refused)
    acts.push({ from: 'server', to: origin, tone: 'refused', text: entry.code ?? 'REFUSED' });
  else if (origin !== 'server')
    acts.push({ from: 'server', to: origin, tone: 'reply', text: entry.events[0] ?? '' });
  if (entry.waitsFor.length > 0)
    acts.push({ from: 'server', to: 'phone', tone: 'waits', text: 'challenge.asked', names: entry.waitsFor });
  for (const { kind, to } of entry.effects)
    if (to === 'bank') acts.push({ from: 'server', to, tone: 'effect', text: kind });
  if (!entry.refused)
    for (const lane of listenersOf(entry))
      acts.push({ from: 'server', to: lane, tone: 'event', text: newsOf(entry) });
  return acts;
}

/** Calls whose entry does not name them, by kind. */
const calls: Readonly<Record<string, string>> = {
  'api-key.create': 'POST /v1/merchant/keys',
  'api-key.revoke': 'DELETE /v1/merchant/keys/…',
  'bind-card.start': 'POST /v1/instruments',
  'challenge.answer': 'POST /v1/challenges/…/answers',
  'challenge.cancel': 'POST /v1/challenges/…/cancel',
  'bind-card.try': 'POST /v1/instruments/…/verify',
  'bind-card.remove': 'DELETE /v1/instruments/…',
  'events.create-endpoint': 'POST /v1/webhook-endpoints',
  'events.delete-endpoint': 'DELETE /v1/webhook-endpoints/…',
  'events.rotate-endpoint': 'POST /v1/webhook-endpoints/…/rotate',
  'events.replay-delivery': 'POST /v1/webhook-deliveries/…/replay',
  'pending-debit.confirmed': 'POST /bank/pending-debits',
  'pending-debit.rejected': 'POST /bank/pending-debits',
  'pending-debit.mark': 'POST /v1/payments/…/mark',
  'forgotten-pin.start': 'POST /v1/pin-recoveries',
  'forgotten-pin.try': 'POST /v1/pin-recoveries/…/verify',
  'forgotten-pin.set': 'POST /v1/pin-recoveries/…/pin',
  'pin.set': 'PUT /v1/me/pin',
  'real-name.set': 'PUT /v1/me/real-name',
  'session.revoke': 'POST /v1/sign-out',
  'sign-in-code.request': 'POST /v1/sign-in/codes',
  'staff.add': 'POST /v1/merchant/staff',
  'staff.remove': 'DELETE /v1/merchant/staff/…',
};

/** What the platform does by itself (timers, inquiries) is no call of anybody's. */
function calledBy(origin: Lane, entry: Entry): string {
  return origin === 'server' ? entry.kind : (entry.call ?? calls[entry.kind] ?? entry.kind);
}

/** Operators are people too, but they sit at the console and not at a phone. */
const byOperators = /^(error-prompts|operator|bank)\.|^(merchant\.create|person\.unlock)$/;

function originOf(entry: Entry): Lane {
  const lane = laneOf(entry.actor.type);
  return lane === 'phone' && byOperators.test(entry.kind) ? 'server' : lane;
}

/** Who else hears of it: the other side of an order or transfer. */
function listenersOf(entry: Entry): Lane[] {
  const origin = originOf(entry);
  const type = newsOf(entry);
  const heard: Lane[] = [];
  if (/^(order|refund|payment)/.test(type)) heard.push('till', 'phone');
  else if (/^(transfer|top-up|withdrawal|instrument|account|card)/.test(type)) heard.push('phone');
  // Only what has an outcome is news for the others.
  if (
    !/\.(paid|cancelled|expired|refunded|done|sent|received|failed|bound|verified|posted|completed)$/.test(
      type,
    )
  )
    return [];
  // Who answers for another is not who asked: the asking phone hears of it.
  return entry.kind.startsWith('challenge.') ? heard : heard.filter((lane) => lane !== origin);
}

/** What others hear: of an answer, what became of the thing that waited. */
function newsOf({ kind, events }: Entry): string {
  return (kind.startsWith('challenge.') ? (events[1] ?? events[0]) : events[0]) ?? '';
}

export function laneOf(actorType: string): Lane {
  if (actorType === 'person') return 'phone';
  if (actorType === 'merchant' || actorType === 'staff') return 'till';
  if (actorType === 'bank') return 'bank';
  return 'server';
}

/** "POST /v1/orders/order_01kx.../pay" -> "POST /v1/orders/…/pay". */
export function shortCall(call: string): string {
  return call.replace(/[a-z]+_[0-9a-z]{16,}|\{\w+\}/g, '…');
}

function typeOfId(id: string): string {
  const prefix = id.split('_')[0] ?? '';
  if (prefix === 'person' || prefix === 'merchant' || prefix === 'operator' || prefix === 'bank')
    return prefix;
  return 'system';
}

function readMovement(raw: unknown): Movement | undefined {
  if (!isRecord(raw) || !isRecord(raw.amount)) return undefined;
  return {
    debit: readAccount(raw.debit),
    credit: readAccount(raw.credit),
    amount: { minor: text(raw.amount.minor) || '0', currency: text(raw.amount.currency) || 'CNY' },
    phase: text(raw.phase) || 'posted',
  };
}

function readAccount(raw: unknown): Account {
  if (isRecord(raw)) return { kind: text(raw.kind), name: text(raw.name) || text(raw.owner) || text(raw.id) };
  return { kind: '', name: text(raw) };
}

function readEffect(raw: unknown): { kind: string; to: string } {
  const kind = isRecord(raw) ? text(raw.kind) || text(raw.task) : text(raw);
  const to = isRecord(raw) ? text(raw.to) : '';
  return {
    kind,
    to:
      to ||
      (/^bank|debit|refund|transfer|card|cancel|inquir/.test(kind) && !/webhook|sms|notice/.test(kind)
        ? 'bank'
        : ''),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
