/**
 * One-time codes by better-auth (docs/adr: sign-in): it makes, keeps, expires, counts and spends them, in schema `auth`.
 * Its HTTP handler is not mounted and its sessions are not used. A code is stored as a keyed hash, and never logged.
 */
import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { phoneNumber } from 'better-auth/plugins';
import { Kysely, PostgresDialect } from 'kysely';
import type { Logger } from 'pino';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import type { SendSms } from '../sms/index.ts';
import type { Vault } from '../vault/index.ts';
import { createLibraryCalls } from './library-calls.ts';
import type { PersonLocale } from './tables.ts';

export const CODE_LIFE_MS = 5 * MINUTE_MS;
const CODE_TRIES = 3;

/** The code stands first: phones offer it for typing. */
function codeText(locale: PersonLocale, code: string): string {
  return locale === 'zh'
    ? `${code} 是您的 Bursar 登录验证码，请勿告诉任何人。`
    : `${code} is your Bursar sign-in code. Tell it to nobody.`;
}

export type SignInLibrary = {
  /** Makes a code and sends it in this language. Refuses CODE_NOT_SENT when the telephone network does not take it. */
  sendCode(phone: string, locale: PersonLocale): Promise<void>;
  /** Has the phone a code that may still be used? */
  hasCode(phone: string): Promise<boolean>;
  /** Spends the code when it is right; a wrong one is counted. Safe under parallel tries: one row, consumed once. */
  checkCode(phone: string, code: Secret): Promise<boolean>;
};

export function createSignIn(deps: {
  database: Database;
  vault: Vault;
  sendSms: SendSms;
  log: Logger;
}): SignInLibrary {
  const { database, vault, sendSms, log } = deps;
  /** Of the messages under way: the library hands on a number and a code, nothing else. */
  const locales = new Map<string, PersonLocale>();
  const markOf = (code: string) => vault.fingerprint('sign-in code', code);
  const auth = betterAuth({
    database: {
      db: new Kysely({ dialect: new PostgresDialect({ pool: database.pool }) }).withSchema('auth'),
      type: 'postgres',
    },
    baseURL: 'http://sign-in.invalid',
    secret: vault.derive('library secret', 'better-auth').toString('base64url'),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    databaseHooks: {
      verification: {
        create: {
          // The library writes `code:tries`; what reaches the table is the code's keyed hash.
          before: async (row) => {
            const [, code, tries] = /^([0-9]{6}):([0-9]+)$/.exec(row.value) ?? [];
            return { data: code === undefined ? row : { ...row, value: `${markOf(code)}:${tries}` } };
          },
        },
      },
    },
    plugins: [
      phoneNumber({
        otpLength: 6,
        expiresIn: CODE_LIFE_MS / SECOND_MS,
        allowedAttempts: CODE_TRIES,
        sendOTP: ({ phoneNumber: to, code }) =>
          sendSms(to, new Secret(codeText(locales.get(to) ?? 'en', code))),
      }),
    ],
  });
  const calling = createLibraryCalls();
  const identifier = (phone: string) => `phone-number-otp-${phone}`;

  return {
    sendCode: (phone, locale) =>
      calling(async () => {
        const { internalAdapter } = await auth.$context;
        locales.set(phone, locale);
        try {
          // One live code per phone: an older one stops working.
          await internalAdapter.deleteVerificationByIdentifier(identifier(phone));
          await auth.api.sendPhoneNumberOTP({ body: { phoneNumber: phone } });
        } catch (err) {
          // The library's and the network's errors name what failed, never the code.
          log.warn({ err }, 'a one-time code could not be sent');
          await internalAdapter.deleteVerificationByIdentifier(identifier(phone)).catch(() => {});
          refuse('CODE_NOT_SENT');
        } finally {
          locales.delete(phone);
        }
      }),
    hasCode: (phone) =>
      calling(async () => {
        const { internalAdapter } = await auth.$context;
        const row = await internalAdapter.findVerificationValue(identifier(phone));
        return row !== null && row.expiresAt > new Date();
      }),
    checkCode: (phone, code) =>
      calling(async () => {
        try {
          await auth.api.consumePhoneNumberOTP({ body: { phoneNumber: phone, code: markOf(code.reveal()) } });
          return true;
        } catch (error) {
          if (isAPIError(error) && error.statusCode < 500) return false;
          throw error;
        }
      }),
  };
}
