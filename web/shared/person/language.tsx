// The language that a person chooses is also that of the messages and notices to them, so the server is told. One that was
// chosen at the door is told as soon as it is known whose it is; nothing is told that nobody chose.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { LanguageSwitch } from '../components/Switches.tsx';
import type { Language } from '../i18n.ts';
import { useLive } from '../live.tsx';
import type { Person } from '../types.ts';
import { useAct } from '../useAct.ts';
import { api, session } from './client.ts';

/** `by`: the session in which it was chosen; none at the door. */
type Choice = { readonly language: Language; readonly by: string | undefined };

let untold: Choice | undefined;
const listeners = new Set<() => void>();

function setUntold(choice: Choice | undefined): void {
  untold = choice;
  for (const listener of listeners) listener();
}

function useUntold(): Choice | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => untold,
  );
}

export function PersonLanguageSwitch(props: { compact?: boolean }) {
  return <LanguageSwitch {...props} onChoose={(language) => setUntold({ language, by: session.token() })} />;
}

/** Stands once inside of LiveProvider. What could not be told is tried again when the server is heard again. */
export function TellLanguage() {
  const queries = useQueryClient();
  const choice = useUntold();
  const token = session.useToken();
  const { state } = useLive();
  const failed = useRef<Choice>(undefined);
  const tell = useAct((locale: Language, key) => api.patch<Person>('/v1/me', { locale }, { key }));
  const { mutate, isPending } = tell;

  useEffect(() => {
    if (state !== 'live') failed.current = undefined;
  }, [state]);
  // One after the other: the last choice must be the last that is told.
  useEffect(() => {
    if (!choice || !token || state !== 'live' || isPending || failed.current === choice) return;
    if (choice.by !== undefined && choice.by !== token) return setUntold(undefined);
    mutate(choice.language, {
      onSuccess: () => {
        if (untold === choice) setUntold(undefined);
        void queries.invalidateQueries({ queryKey: ['me'] });
      },
      onError: () => {
        failed.current = choice;
      },
    });
  }, [choice, token, state, isPending, mutate, queries]);
  return null;
}
