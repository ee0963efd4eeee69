/** The words of the history test: what a client wishes, what it was answered, and who the clients are. */

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

export type Actor = {
  readonly id: string;
  readonly session?: string;
  readonly device?: string;
  readonly apiKey?: string;
};

/** What the client knows of its proof and the journal must not keep. `version`: which of his PINs was compared. */
export type Proof =
  | { readonly kind: 'pin'; readonly right: boolean; readonly version: number }
  | { readonly kind: 'session'; readonly id: string }
  /** Nothing was shown: the payer proves himself later. */
  | { readonly kind: 'none' };

/** One command as its client wishes it. `body` is the journal's body. */
export type Wish = {
  readonly kind: string;
  readonly key: string;
  readonly actor: Actor;
  readonly body: JsonObject;
  readonly proof?: Proof;
};

export type Answer = {
  readonly code: string | null;
  readonly reply: JsonObject | null;
  readonly hit: boolean;
  /** In process only. */
  readonly seq: bigint | null;
};

/** A wish that was sent and what came back; the client's own log. */
export type Sent = { readonly wish: Wish; readonly via: 'process' | 'http'; answer: Answer };

export type KnownOrder = {
  readonly id: string;
  readonly merchant: string;
  readonly amount: bigint;
  readonly items: readonly {
    readonly item: string;
    readonly quantity: number;
    readonly stock: number | null;
  }[];
  version: number;
  payer: string | null;
};

/** What a client knows of a challenge: that it was asked, about what, and who asked. */
export type KnownChallenge = { readonly id: string; readonly about: string; readonly asker: string };

/** Whom the test has set to watch over a person. */
export type KnownRules = { approvers: readonly string[]; devices: readonly string[] };

export type Party = {
  readonly id: string;
  readonly phone: string;
  readonly sessions: Actor[];
  readonly paymentSessions: { readonly id: string; readonly session: string }[];
  readonly cards: string[];
  /** Forgets his PIN at times; kept few, so that not everybody is locked. */
  readonly careless: boolean;
  readonly watched: KnownRules;
  /** Counts how often he has set his PIN. */
  pinVersion: number;
};

export const CNY = (minor: bigint | number) => ({ minor: String(minor), currency: 'CNY' });
export const amountOf = (money: Json | undefined) => BigInt((money as { minor: string }).minor);
