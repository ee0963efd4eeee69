// Tells whoever watches (the page, a message stream) that something changed; what changed is read from the database.

export type Change = 'message' | 'operation' | 'lies' | 'card';

export interface Changes {
  tell(change: Change): void;
  listen(listener: (change: Change) => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  return {
    tell(change) {
      for (const listener of listeners) listener(change);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
