// A query that failed and is asked again forgets its error until the next answer. What people look at should not blink.
import { useState } from 'react';

type Failing = { data: unknown; error: unknown; isPending: boolean; errorUpdateCount: number };

/** The error, also while the same query is asked again; `forget` when a person has asked for it and wants to see that it goes. */
export function useSteadyError(query: Failing): { error: unknown; forget: () => void } {
  const [last, setLast] = useState<unknown>(null);
  // Counted per query: with another address in the same place the count begins anew.
  const isAskedAgain = query.isPending && query.data === undefined && query.errorUpdateCount > 0;
  const error = query.error ?? (isAskedAgain ? last : null);
  if (error !== last) setLast(error);
  return { error, forget: () => setLast(null) };
}
