// The demo's seeded callers, and one client for each of them.
import { type Api, createApi } from '../shared/api.ts';
import { currentLanguage } from '../shared/i18n.ts';
import type { demoCredentials } from '../shared/session.ts';

export type Credentials = NonNullable<Awaited<ReturnType<typeof demoCredentials>>>;
export type DemoPerson = Credentials['people'][number];

/** Null where there is no demo. Throws while its people are still being seeded, in the first second of the server. */
export async function readCredentials(): Promise<Credentials | null> {
  const response = await fetch('/demo/credentials');
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the demo is not ready: ${response.status}`);
  return (await response.json()) as Credentials;
}

/** A client that acts as the holder of `token`; without one it is anonymous. */
export function apiAs(token?: string): Api {
  return createApi({ token: () => token, language: currentLanguage });
}
