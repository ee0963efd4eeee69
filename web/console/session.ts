// The operator's session and client.
import { createApi } from '../shared/api.ts';
import { currentLanguage } from '../shared/i18n.ts';
import { createSession } from '../shared/session.ts';

export const session = createSession('operator');
export const api = createApi({
  token: session.token,
  language: currentLanguage,
  onSignedOut: session.signOut,
});
