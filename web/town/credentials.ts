// The demo's seeded callers, and one client for each of them.
import { type Api, createApi } from '../shared/api.ts';
import { currentLanguage } from '../shared/i18n.ts';
import { demoCredentials } from '../shared/session.ts';

export type Credentials = NonNullable<Awaited<ReturnType<typeof demoCredentials>>>;
export type DemoPerson = Credentials['people'][number];

export const readCredentials = async (): Promise<Credentials | null> => (await demoCredentials()) ?? null;

/** A client that acts as the holder of `token`; without one it is anonymous. */
export function apiAs(token?: string): Api {
  return createApi({ token: () => token, language: currentLanguage });
}
