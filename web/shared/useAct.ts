// A write from a screen: one idempotency key per intent, kept while the outcome is not certain.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createIntent } from './intent.ts';
import { Problem } from './problem.ts';

export function useAct<Body, Reply>(send: (body: Body, key: string) => Promise<Reply>) {
  const [intent] = useState(() => createIntent());
  return useMutation<Reply, unknown, Body>({
    mutationFn: async (body) => {
      const key = intent.keyFor(body);
      try {
        const reply = await send(body, key);
        intent.settle();
        return reply;
      } catch (error) {
        // Only an answer that says what happened ends the intent; after silence the same key is used again.
        if (error instanceof Problem && error.effect !== 'unknown') intent.settle();
        throw error;
      }
    },
  });
}
