// The session token of one page. Two phones of the demo live in frames of one window, so a named frame keeps its own token.
import { useSyncExternalStore } from 'react';

export type Session = ReturnType<typeof createSession>;

/** @param name the kind of caller, so that wallet and till keep different tokens: 'person', 'staff', 'operator'. */
export function createSession(name: string) {
  const frame = window.parent !== window && window.name ? `.${window.name}` : '';
  const storageKey = `bursar.${name}${frame}`;
  const listeners = new Set<() => void>();
  let token = localStorage.getItem(storageKey) ?? undefined;

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const set = (next: string | undefined) => {
    token = next;
    if (next === undefined) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
    tell();
  };

  // Signed out or in within another tab.
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey || event.newValue === (token ?? null)) return;
    token = event.newValue ?? undefined;
    tell();
  });

  const session = {
    token: () => token,
    signIn: (next: string) => set(next),
    signOut: () => set(undefined),
    useToken: () =>
      useSyncExternalStore(
        (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        () => token,
      ),
  };
  takeTokenFromAddress(set);
  return session;
}

/** Signs in with `#token=...` and wipes it from the address and the history. */
function takeTokenFromAddress(signIn: (token: string) => void): void {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (!given) return;
  signIn(given);
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
}

type DemoCredentials = {
  merchants: { id: string; name: string; secretKey: string; staff?: { name: string; token: string } }[];
  people: { id: string; name: string; phone: string; token: string; pin: string }[];
  operators: { name: string; phone: string; token: string }[];
  bankUrl?: string;
};

/** The demo's seeded callers, or undefined where there is no demo (in production mode). */
export async function demoCredentials(): Promise<DemoCredentials | undefined> {
  const response = await fetch('/demo/credentials').catch(() => undefined);
  return response?.ok ? ((await response.json()) as DemoCredentials) : undefined;
}

/** `?as=<phone>` signs a demo person in at once and is taken out of the address. Call before the first render. */
export async function signInAsAsked(session: Session): Promise<void> {
  const query = new URLSearchParams(window.location.search);
  const phone = query.get('as')?.replace(/^ /, '+');
  if (!phone) return;
  query.delete('as');
  const rest = query.toString();
  window.history.replaceState(
    null,
    '',
    window.location.pathname + (rest && `?${rest}`) + window.location.hash,
  );
  const credentials = await demoCredentials();
  const digits = phone.replace(/\D/g, '');
  const known = [...(credentials?.people ?? []), ...(credentials?.operators ?? [])];
  const person = known.find((candidate) => candidate.phone.replace(/\D/g, '').endsWith(digits));
  if (person) session.signIn(person.token);
}
