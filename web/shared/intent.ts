// One idempotency key per intent. The key is made before sending and kept while the outcome is not known, so that a second
// tap or a retry after a lost reply can never act twice. A certain answer ends the intent.

export type Intent = {
  /** The key for this body: the kept one while the same wish is still open, else a new one. */
  keyFor(body: unknown): string;
  /** The outcome is certain (a reply, or a refusal that moved nothing): the next attempt is a new intent. */
  settle(): void;
};

export function createIntent(makeKey: () => string = newKey): Intent {
  let open: { key: string; body: string } | undefined;
  return {
    keyFor(body) {
      const sameBody = JSON.stringify(body ?? null);
      if (open?.body !== sameBody) open = { key: makeKey(), body: sameBody };
      return open.key;
    },
    settle() {
      open = undefined;
    },
  };
}

/** A random UUID, version 4. `crypto.randomUUID` is missing on plain http, where a phone in the same network may come from. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
