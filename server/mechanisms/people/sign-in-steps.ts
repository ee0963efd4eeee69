/** Sign-in as steps: library check outside the journal, decision inside it. One phone at a time in this process. */
import { newId } from '../../kernel/id.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import { type Database, selectRows, selectRowsBy } from '../database/index.ts';
import { attempts, type Journal, type Outcome } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import type { SignIn } from './contract.ts';
import { maskPhone } from './masks.ts';
import {
  openSession,
  phoneActor,
  requestCode,
  type SessionOpened,
  signInAttempts,
} from './session-commands.ts';
import { CODE_LIFE_MS, type SignInLibrary } from './sign-in.ts';
import { type PersonLocale, persons } from './tables.ts';
import { sessionToken, tokenHash } from './tokens.ts';

export type SignInSteps = {
  /** Sends a code in the person's language, a stranger's in `locale`. The same key again sends again only when the first sending failed. */
  requestCode(phone: string, key: string, locale: PersonLocale): Promise<Outcome<{ expiresAt: string }>>;
  /** `locale`: of whoever is registered by this. */
  signIn(body: SignIn, key: string, locale: PersonLocale): Promise<Outcome<SessionOpened>>;
};

export function createSignInSteps(deps: {
  database: Database;
  journal: Journal;
  vault: Vault;
  clock: Clock;
  library: SignInLibrary;
}): SignInSteps {
  const { database, journal, vault, clock, library } = deps;
  const markOf = (phone: string) => vault.fingerprint('phone', phone);
  const turns = new Map<string, Promise<unknown>>();

  /** Parallel tries for one phone go one after the other, so that a retry cannot overtake the try it repeats. */
  function inTurn<T>(phone: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(phone) ?? Promise.resolve()).then(work, work);
    const settled = turn
      .catch(() => {})
      .finally(() => {
        if (turns.get(phone) === settled) turns.delete(phone);
      });
    turns.set(phone, settled);
    return turn;
  }

  async function isLocked(phoneMark: string): Promise<boolean> {
    const [row] = await selectRows(database.pool, attempts, [signInAttempts(phoneMark)]);
    return row?.lockedUntil != null && clock.now() < row.lockedUntil;
  }

  async function languageOf(phone: string, asked: PersonLocale): Promise<PersonLocale> {
    const [person] = await selectRowsBy(database.pool, persons, 'byPhone', [[phone]]);
    return person?.locale ?? asked;
  }

  return {
    requestCode: (phone, key, locale) =>
      inTurn(phone, async () => {
        const phoneMark = markOf(phone);
        const outcome = await journal.submit(requestCode, {
          key,
          actor: phoneActor(phoneMark),
          body: { phone: maskPhone(phone), phoneMark },
          found: { lifeMs: CODE_LIFE_MS },
        });
        if (!outcome.refused && !(outcome.hit && (await library.hasCode(phone))))
          await library.sendCode(phone, await languageOf(phone, locale));
        return outcome;
      }),
    signIn: (body, key, locale) =>
      inTurn(body.phone, async () => {
        const phoneMark = markOf(body.phone);
        const code = new Secret(body.code);
        // While locked, no code is tried or spent; the decision refuses LOCKED.
        const codeIsRight = !(await isLocked(phoneMark)) && (await library.checkCode(body.phone, code));
        const session = newId('session', clock.now());
        return journal.submit(openSession, {
          key,
          actor: phoneActor(phoneMark),
          body: {
            phone: maskPhone(body.phone),
            phoneMark,
            codeMark: vault.fingerprint('sign-in try', `${body.phone} ${body.code}`),
            deviceName: body.deviceName.trim(),
          },
          found: {
            phone: body.phone,
            codeIsRight,
            locale,
            session,
            tokenHash: tokenHash(sessionToken(vault, session).reveal()),
          },
        });
      }),
  };
}
