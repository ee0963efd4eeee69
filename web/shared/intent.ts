// One idempotency key per intent. The key is made before sending and kept while the outcome is not known, so that a second
// tap or a retry after a lost reply can never act twice. A certain answer ends the intent.

export type Intent = {
  /** The key for this body: the kept one while the same wish is still open, else a new one. */
  keyFor(body: unknown): string;
  /** The outcome is certain (a reply, or a refusal that moved nothing): the next attempt is a new intent. */
  settle(): void;
};

export function createIntent(newKey: () => string = () => crypto.randomUUID()): Intent {
  let open: { key: string; body: string } | undefined;
  return {
    keyFor(body) {
      const sameBody = JSON.stringify(body ?? null);
      if (open?.body !== sameBody) open = { key: newKey(), body: sameBody };
      return open.key;
    },
    settle() {
      open = undefined;
    },
  };
}
