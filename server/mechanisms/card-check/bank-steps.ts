/**
 * The conversation with the bank about a typed card, outside the journal. Every step has a reference that follows from what
 * is asked, so asking again after silence gets the first answer and never a second code.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import type { BankPort, CardDetails, Gateway } from '../bank/index.ts';
import type { Vault } from '../vault/index.ts';
import type { TypedCard } from './contract.ts';
import { passesLuhn } from './rules.ts';

/** What typed details are sealed for. */
export const CARD_DETAILS = 'card-details';
const TRIES = 3;
const PAUSE_MS = 500;

type Steps = { readonly gateway: Gateway; readonly vault: Vault };

/** Asks again after silence, with the same reference; at most three times. */
async function insist<T extends { state: string }>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer.state !== 'unknown' || attempt >= TRIES) return answer;
    await sleep(PAUSE_MS * attempt);
  }
}

/**
 * What was typed, as a command may carry it: `card` is equal for equal numbers, `typed` for equal everything (R1), and `ref`
 * is where the bank's question finds it. Who does not keep the reference forgets it. Refuses CARD_NUMBER_INVALID.
 */
export async function takeCard(
  vault: Vault,
  { pan, holderName, expiry, phone }: TypedCard,
): Promise<{ card: string; typed: string; ref: Id<'vault'> }> {
  if (!passesLuhn(pan)) return refuse('CARD_NUMBER_INVALID');
  return {
    card: vault.fingerprint('card-number', pan),
    typed: vault.fingerprint(CARD_DETAILS, [pan, holderName, expiry, phone].join('\n')),
    ref: await vault.seal(CARD_DETAILS, new Secret(JSON.stringify({ pan, holderName, expiry, phone }))),
  };
}

export type CodeSent =
  | { readonly state: 'code-sent'; readonly verification: string }
  /** `NO_ANSWER`: the bank was silent, which is nobody's fault here and is not counted. */
  | { readonly state: 'declined'; readonly code: string };

/** Has the bank look at the details and send its code. `reference`: at most 35 signs, one for each question. */
export async function askForCode(
  { gateway, vault }: Steps,
  ask: { readonly reference: string; readonly details: Id<'vault'> },
): Promise<CodeSent> {
  const details = await vault.reveal(CARD_DETAILS, ask.details);
  const card = new Secret(JSON.parse(details.reveal()) as CardDetails);
  const answer = await insist(() => gateway.port.verifyCard({ reference: ask.reference, card }));
  return answer.state === 'unknown' ? { state: 'declined', code: 'NO_ANSWER' } : answer;
}

/** The mark of one code for one subject: what the journal keeps of a try, and what its reference follows from (R12). */
export function codeMark(vault: Vault, of: { readonly subject: string; readonly code: Secret }): string {
  return vault.fingerprint('card-code', `${of.subject} ${of.code.reveal()}`).slice(0, 30);
}

type Confirmation = Exclude<Awaited<ReturnType<BankPort['confirmCard']>>, { state: 'unknown' }>;

/** Has the bank judge a code. Refuses BANK_UNAVAILABLE on silence: the same code may be tried again. */
export async function confirmCode(
  { gateway }: Pick<Steps, 'gateway'>,
  ask: { readonly mark: string; readonly verification: string; readonly code: Secret },
): Promise<Confirmation> {
  const { mark, verification, code } = ask;
  const answer = await insist(() =>
    gateway.port.confirmCard({ reference: `cfm_${mark}`, verification, code }),
  );
  return answer.state === 'unknown' ? refuse('BANK_UNAVAILABLE') : answer;
}
