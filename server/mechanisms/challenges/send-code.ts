/**
 * A code for an answer, sent by SMS after its command is written. It follows from the request, so that the same request
 * sends the same code again until the telephone network has taken it, and never a second message after that.
 */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { type Clock, isoTime, MINUTE_MS } from '../../kernel/time.ts';
import { type Database, selectRows } from '../database/index.ts';
import type { Locale } from '../http/index.ts';
import { type Actor, defineCommand, type Journal, type Outcome, put } from '../journal/index.ts';
import type { People } from '../people/index.ts';
import type { SendSms } from '../sms/index.ts';
import type { Vault } from '../vault/index.ts';
import { standing } from './commands.ts';
import { CODE_MARK, codeKey } from './proofs/code.ts';
import { refuseWhenOver } from './rules.ts';
import { challenges, codes } from './storage.ts';

const CODE_LIFE_MS = 5 * MINUTE_MS;
const MIN_BETWEEN_CODES_MS = 20_000;

type SendCode = { readonly challenge: Id<'challenge'>; readonly lifeMs: number };
type CodeReply = { readonly expiresAt: string };

/** A code was made. The journal sees its keyed mark only. */
const makeCode = defineCommand<SendCode, CodeReply>({
  kind: 'challenge.send-code',
  async load(loader, commands) {
    await loader.fetch(
      challenges,
      commands.map(({ body }) => body.challenge),
    );
  },
  decide(view, { actor, body, found }, context) {
    const challenge = view.get(challenges, body.challenge);
    if (!challenge) return refuse('NOT_FOUND');
    const { leaves, position } = standing(view, context, challenge, actor);
    if (!position.isMeant) return refuse('NOT_FOUND');
    refuseWhenOver(challenge, context.now);
    if (!position.open.some((n) => leaves[n]?.proof.includes('code'))) refuse('FORBIDDEN');
    const id = codeKey(body.challenge, actor.id);
    const before = view.get(codes, id);
    // What was never sent keeps nobody waiting.
    if (before?.sent && context.now < before.expiresAt - body.lifeMs + MIN_BETWEEN_CODES_MS) {
      refuse('RATE_LIMITED', {
        retryAfterMs: before.expiresAt - body.lifeMs + MIN_BETWEEN_CODES_MS - context.now,
      });
    }
    const expiresAt = Math.min(context.now + body.lifeMs, challenge.expiresAt);
    return {
      changes: [put(codes, { id, mark: String(found?.mark), expiresAt, spent: false, sent: false })],
      reply: { expiresAt: isoTime(expiresAt) },
    };
  },
});

/** The telephone network has taken the message. `id`: of the code's row; `mark`: of the code that was sent. */
const codeSent = defineCommand<{ readonly id: string; readonly mark: string }, object>({
  kind: 'challenge.code-sent',
  load: (loader, commands) =>
    loader.fetch(
      codes,
      commands.map(({ body }) => body.id),
    ),
  decide(view, { body }) {
    const code = view.get(codes, body.id);
    return { changes: code?.mark === body.mark ? [put(codes, { ...code, sent: true })] : [], reply: {} };
  },
});

export type CodeSender = (of: {
  readonly challenge: Id<'challenge'>;
  readonly person: Id<'person'>;
  readonly actor: Actor;
  readonly key: string;
  readonly locale: Locale;
}) => Promise<Outcome<CodeReply>>;

/** Refuses CODE_NOT_SENT when the telephone network does not take it: the same key may be tried again. */
export function createCodeSender(deps: {
  readonly database: Database;
  readonly journal: Journal;
  readonly people: People;
  readonly vault: Vault;
  readonly sendSms: SendSms;
  readonly clock: Clock;
}): CodeSender {
  const { database, journal, people, vault, sendSms, clock } = deps;

  /** Still to be sent: not taken by the network yet, nor replaced by a newer one. */
  async function isUnsent(id: string, mark: string): Promise<boolean> {
    const [code] = await selectRows(database.pool, codes, [id]);
    if (code?.mark !== mark || code.sent) return false;
    return clock.now() < code.expiresAt || refuse('CODE_NOT_SENT');
  }

  return async ({ challenge, person, actor, key, locale }) => {
    const derived = vault.derive(CODE_MARK, `${challenge} ${person} ${key}`).readUInt32BE();
    const code = String(derived % 1_000_000).padStart(6, '0');
    const mark = vault.fingerprint(CODE_MARK, `${challenge} ${code}`);
    const outcome = await journal.submit(makeCode, {
      key,
      actor,
      body: { challenge, lifeMs: CODE_LIFE_MS },
      found: { mark },
    });
    outcome.reply();
    const id = codeKey(challenge, person);
    if (outcome.hit && !(await isUnsent(id, mark))) return outcome;
    const phone = await people.phoneOf(person);
    if (phone === null) return refuse('CODE_NOT_SENT');
    await deliver(sendSms, phone, new Secret(codeText(locale, code)));
    await journal.submit(codeSent, {
      key: `code ${outcome.seq} sent`,
      actor: { id: 'platform' },
      body: { id, mark },
    });
    return outcome;
  };
}

async function deliver(sendSms: SendSms, phone: string, text: Secret): Promise<void> {
  try {
    await sendSms(phone, text);
  } catch {
    refuse('CODE_NOT_SENT');
  }
}

function codeText(locale: Locale, code: string): string {
  return locale === 'zh'
    ? `【Bursar】您的确认码是 ${code}，5 分钟内有效。请勿告诉任何人。`
    : `Bursar: ${code} is your code to confirm this request, good for 5 minutes. Tell nobody.`;
}
