/**
 * The payments that the bank may ask about, in memory. A payment's time mark (the time inside its reference, a UUIDv7)
 * gives its bucket; look-ups touch one bucket, or a few around the bank's time. No I/O, no clock, nothing evicted.
 */
import { type Id, isId, writeIdBytes } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Feedback, Instruction } from './contract.ts';

export type Expected = {
  readonly request: Id<'bankreq'>;
  /** The payment or top-up. */
  readonly subject: string;
  readonly merchant: Id<'merchant'> | null;
  readonly minor: string;
  readonly currency: string;
  readonly payee: string;
  readonly orderNumber: string | null;
};

type Entry = Expected & { confirmed: string | null };

export type Reason =
  | 'AMOUNT_MISMATCH'
  | 'PAYEE_MISMATCH'
  | 'ORDER_MISMATCH'
  | 'SECOND_FEEDBACK'
  | 'AMBIGUOUS'
  | 'WINDOW_ENDED';

export type Answer = {
  readonly instruction: Instruction;
  readonly reason?: Reason;
  readonly payment?: Expected;
  /** The first time this feedback is confirmed: what follows must be recorded once. */
  readonly isFirst?: boolean;
};

export type MemoryOptions = {
  readonly bucketMs?: number;
  readonly neighbours?: number;
  readonly maxOpen?: number;
  readonly maxParked?: number;
};

export type PaymentMemory = {
  /** Takes a payment in. False when memory is full. A second time changes nothing. */
  expect(payment: Expected, confirmedFeedback?: string | null): boolean;
  /** Confirmed by another process. */
  confirmed(request: string, feedback: string): void;
  /** The payment has ended, whichever way. */
  end(request: string): void;
  /** The answer from memory alone; `wait` parks the feedback. */
  instruct(feedback: Feedback, now: Instant): Answer;
  /** Called when a payment comes for which feedback is parked; at most once per call of `onArrival`. */
  onArrival(feedback: string, listener: () => void): () => void;
  knows(request: string): boolean;
  readonly size: number;
  readonly parked: number;
  readonly isFull: boolean;
};

/** Two days of seconds would be too many buckets to walk; ten seconds and three neighbours allow 30 s of clock skew. */
const BUCKET_MS = 10_000;
const NEIGHBOURS = 3;
const MAX_OPEN = 1_000_000;
const MAX_PARKED = 100_000;

type Bucket = { byRequest: Map<string, Entry>; byFacts: Map<string, Set<Entry>> };
type Parked = { readonly key: string; readonly windowEndsAt: Instant; listeners: Set<() => void> };

const scratch = Buffer.alloc(16);

/** The time inside a TypeID, milliseconds. */
export function timeMark(reference: string): Instant {
  writeIdBytes(reference, scratch, 0);
  return scratch.readUIntBE(0, 6);
}

const factsOf = (minor: string, currency: string, payee: string) => `${minor} ${currency} ${payee}`;

export function createPaymentMemory(options: MemoryOptions = {}): PaymentMemory {
  const bucketMs = options.bucketMs ?? BUCKET_MS;
  const neighbours = options.neighbours ?? NEIGHBOURS;
  const maxOpen = options.maxOpen ?? MAX_OPEN;
  const maxParked = options.maxParked ?? MAX_PARKED;
  const buckets = new Map<number, Bucket>();
  const parked = new Map<string, Parked>();
  /** Parked feedback by what it waits for: our reference, or the facts. */
  const waiting = new Map<string, Set<Parked>>();
  let size = 0;

  const place = (at: Instant) => Math.floor(at / bucketMs);

  function find(request: string): Entry | undefined {
    return isId('bankreq', request)
      ? buckets.get(place(timeMark(request)))?.byRequest.get(request)
      : undefined;
  }

  /** Without our reference: the payments around the bank's time with the same facts; of several, those of the same order. */
  function searchAround(feedback: Feedback): Entry[] {
    const facts = factsOf(feedback.amount.minor, feedback.amount.currency, feedback.payee);
    const middle = place(Date.parse(feedback.at));
    const found: Entry[] = [];
    for (let at = middle - neighbours; at <= middle + neighbours; at++) {
      for (const entry of buckets.get(at)?.byFacts.get(facts) ?? []) found.push(entry);
    }
    const fitting = found.filter(
      ({ orderNumber }) => feedback.order === undefined || orderNumber === feedback.order,
    );
    return found.length <= 1 && feedback.order === undefined ? found : fitting;
  }

  function instruct(feedback: Feedback, now: Instant): Answer {
    const isNamed = feedback.reference !== undefined;
    const matches =
      feedback.reference === undefined
        ? searchAround(feedback)
        : [find(feedback.reference)].filter((one) => one !== undefined);
    const [entry, second] = matches;
    if (second) return { instruction: 'reject', reason: 'AMBIGUOUS' };
    if (!entry) return park(feedback, now);
    unpark(feedback.feedback);
    const reason = isNamed ? differenceOf(entry, feedback) : undefined;
    if (reason) return { instruction: 'reject', reason, payment: entry };
    if (entry.confirmed !== null && entry.confirmed !== feedback.feedback) {
      return { instruction: 'reject', reason: 'SECOND_FEEDBACK', payment: entry };
    }
    const isFirst = entry.confirmed === null;
    entry.confirmed = feedback.feedback;
    return { instruction: 'confirm', payment: entry, isFirst };
  }

  function park(feedback: Feedback, now: Instant): Answer {
    const windowEndsAt = Date.parse(feedback.windowEndsAt);
    if (now >= windowEndsAt) {
      unpark(feedback.feedback);
      return { instruction: 'reject', reason: 'WINDOW_ENDED' };
    }
    if (!parked.has(feedback.feedback)) {
      if (parked.size >= maxParked) forgetEnded(now);
      // The bank asks again: what finds no place now finds it later, or its window ends.
      if (parked.size >= maxParked) return { instruction: 'wait' };
      const key =
        feedback.reference ?? factsOf(feedback.amount.minor, feedback.amount.currency, feedback.payee);
      const kept: Parked = { key, windowEndsAt, listeners: new Set() };
      parked.set(feedback.feedback, kept);
      const others = waiting.get(key);
      if (others) others.add(kept);
      else waiting.set(key, new Set([kept]));
    }
    return { instruction: 'wait' };
  }

  function unpark(feedback: string): void {
    const kept = parked.get(feedback);
    if (!kept) return;
    parked.delete(feedback);
    const others = waiting.get(kept.key);
    others?.delete(kept);
    if (others?.size === 0) waiting.delete(kept.key);
  }

  function forgetEnded(now: Instant): void {
    for (const [feedback, kept] of parked) if (now >= kept.windowEndsAt) unpark(feedback);
  }

  function announce(key: string): void {
    for (const kept of waiting.get(key) ?? []) {
      for (const listener of kept.listeners) listener();
      kept.listeners.clear();
    }
  }

  return {
    expect(payment, confirmedFeedback = null) {
      const known = find(payment.request);
      if (known) {
        known.confirmed ??= confirmedFeedback;
        return true;
      }
      if (size >= maxOpen) return false;
      const at = place(timeMark(payment.request));
      let bucket = buckets.get(at);
      if (!bucket) {
        bucket = { byRequest: new Map(), byFacts: new Map() };
        buckets.set(at, bucket);
      }
      const entry: Entry = { ...payment, confirmed: confirmedFeedback };
      const facts = factsOf(entry.minor, entry.currency, entry.payee);
      bucket.byRequest.set(entry.request, entry);
      const alike = bucket.byFacts.get(facts);
      if (alike) alike.add(entry);
      else bucket.byFacts.set(facts, new Set([entry]));
      size += 1;
      announce(entry.request);
      announce(facts);
      return true;
    },
    confirmed(request, feedback) {
      const entry = find(request);
      if (entry) entry.confirmed ??= feedback;
    },
    end(request) {
      const entry = find(request);
      if (!entry) return;
      const at = place(timeMark(request));
      const bucket = buckets.get(at);
      const facts = factsOf(entry.minor, entry.currency, entry.payee);
      bucket?.byRequest.delete(request);
      const alike = bucket?.byFacts.get(facts);
      alike?.delete(entry);
      if (alike?.size === 0) bucket?.byFacts.delete(facts);
      if (bucket?.byRequest.size === 0) buckets.delete(at);
      size -= 1;
    },
    instruct,
    onArrival(feedback, listener) {
      const kept = parked.get(feedback);
      kept?.listeners.add(listener);
      return () => void kept?.listeners.delete(listener);
    },
    knows: (request) => find(request) !== undefined,
    get size() {
      return size;
    },
    get parked() {
      return parked.size;
    },
    get isFull() {
      return size >= maxOpen;
    },
  };
}

function differenceOf(entry: Entry, feedback: Feedback): Reason | undefined {
  if (entry.minor !== feedback.amount.minor || entry.currency !== feedback.amount.currency)
    return 'AMOUNT_MISMATCH';
  if (entry.payee !== feedback.payee) return 'PAYEE_MISMATCH';
  if (feedback.order !== undefined && entry.orderNumber !== null && feedback.order !== entry.orderNumber)
    return 'ORDER_MISMATCH';
  return undefined;
}
