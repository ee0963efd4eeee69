// Proof that a card's holder is there: a code sent to the card's reserved phone, good once, for a few minutes and three
// tries. Codes are kept as hashes; only the telephone network ever holds one in the clear.

import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Bank } from './bank.ts';
import { type Card, findCard, findCardByPan, isSameName, readExpiry, whyUnusable } from './cards.ts';
import { type Tx, transaction } from './database.ts';
import { type Decline, decline, declineAsTold } from './declines.ts';
import type { LiesTold } from './lies.ts';
import { sendMessage } from './phone.ts';
import { type Refusal, refusal, requestHash } from './requests.ts';
import { BANK_NAME } from './seed.ts';

const MAX_TRIES = 3;

export interface VerificationRequest {
  reference: string;
  pan: string;
  holderName: string;
  phone: string;
  expiry: string;
}

export interface VerificationReply {
  state: 'code-sent' | 'declined';
  verification: string;
  code?: string;
  message?: string;
}

export async function sendCode(
  bank: Bank,
  request: VerificationRequest,
  lies: LiesTold,
): Promise<VerificationReply | Refusal> {
  const hash = requestHash(request);
  const reply = await transaction(bank.db, async (tx) => {
    const known = await findVerification(tx, request.reference);
    if (known) return known.request_hash === hash ? toReply(known) : refusal('REFERENCE_REUSED');
    const now = bank.now();
    const card = await findCardByPan(tx, request.pan);
    const declined = lies.decline ? declineAsTold(lies.decline.code ?? '05') : whyRefused(card, request, now);
    const id = `ver_${randomUUID()}`;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const inserted = await tx.query<VerificationRow>(
      `insert into verifications (id, reference, request_hash, card, state, code, message, code_hash, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (reference) do update set reference = excluded.reference
       returning id, reference, request_hash, card, state, code, message, code_hash, tries, expires_at`,
      [
        id,
        request.reference,
        hash,
        card?.id ?? null,
        declined ? 'declined' : 'code-sent',
        declined?.code ?? null,
        declined?.message ?? null,
        declined ? null : codeHash(id, code),
        new Date(now.getTime() + bank.settings.codeLifeMs),
      ],
    );
    const row = inserted.rows[0];
    if (!row) throw new Error('A verification was not kept');
    if (row.request_hash !== hash) return refusal('REFERENCE_REUSED');
    if (row.id === id && row.state === 'code-sent' && card) {
      await sendMessage(tx, {
        from: BANK_NAME,
        to: card.reserved_phone,
        text: codeText(code, card, bank),
        now,
      });
    }
    return toReply(row);
  });
  bank.changes.tell('message');
  return reply;
}

export interface ConfirmRequest {
  reference: string;
  verification: string;
  code: string;
}

export type ConfirmReply =
  | {
      state: 'verified';
      cardToken: string;
      last4: string;
      brand: string;
      kind: 'debit' | 'credit';
      bankName: string;
    }
  | Decline;

/** Each attempt has its own reference: the same one again gets the first attempt's reply. */
export async function confirmCode(
  bank: Bank,
  request: ConfirmRequest,
  lies: LiesTold,
): Promise<ConfirmReply | Refusal> {
  const hash = requestHash(request);
  return transaction(bank.db, async (tx) => {
    const found = await tx.query<VerificationRow>('select * from verifications where id = $1 for update', [
      request.verification,
    ]);
    const known = await tx.query<{ request_hash: string; reply: ConfirmReply }>(
      'select request_hash, reply from confirmations where reference = $1',
      [request.reference],
    );
    if (known.rows[0]) {
      return known.rows[0].request_hash === hash ? known.rows[0].reply : refusal('REFERENCE_REUSED');
    }
    const reply = lies.decline
      ? declineAsTold(lies.decline.code ?? '05')
      : await judge(tx, found.rows[0], request.code, bank.now());
    const kept = await tx.query(
      'insert into confirmations (reference, request_hash, reply) values ($1, $2, $3) on conflict do nothing',
      [request.reference, hash, JSON.stringify(reply)],
    );
    // Two attempts at once under one reference but for two verifications: the second is another body.
    if (kept.rowCount === 0) throw new Error('A confirmation reference was used twice at once');
    return reply;
  });
}

async function judge(
  tx: Tx,
  row: VerificationRow | undefined,
  code: string,
  now: Date,
): Promise<ConfirmReply> {
  const card = row?.card ? await findCard(tx, row.card) : undefined;
  if (!row || !card) return decline('25');
  if (row.state === 'declined') return decline('25');
  if (row.state === 'verified') return decline('1U', card.pan);
  if (row.tries >= MAX_TRIES) return decline('75', card.pan);
  if (now >= row.expires_at) return decline('1E', card.pan);
  if (row.code_hash !== codeHash(row.id, code)) {
    await tx.query('update verifications set tries = tries + 1 where id = $1', [row.id]);
    return decline(row.tries + 1 >= MAX_TRIES ? '75' : '1C', card.pan);
  }
  const unusable = whyUnusable(card, now);
  if (unusable) return unusable;

  // From here the attempt must succeed.
  const cardToken = `ctk_${randomBytes(18).toString('base64url')}`;
  await tx.query(
    "update verifications set state = 'verified', card_token = $2, code_hash = null where id = $1",
    [row.id, cardToken],
  );
  const { brand, kind } = card;
  return { state: 'verified', cardToken, last4: card.pan.slice(-4), brand, kind, bankName: BANK_NAME };
}

function whyRefused(card: Card | undefined, request: VerificationRequest, now: Date): Decline | null {
  if (!card) return decline('14', request.pan);
  if (readExpiry(request.expiry) !== card.expiry) return decline('1X', card.pan);
  if (!isSameName(request.holderName, card.holder_name)) return decline('1N', card.pan);
  if (request.phone !== card.reserved_phone) return decline('1P', card.pan);
  return whyUnusable(card, now);
}

interface VerificationRow {
  id: string;
  reference: string;
  request_hash: string;
  card: string | null;
  state: 'code-sent' | 'verified' | 'declined';
  code: string | null;
  message: string | null;
  code_hash: string | null;
  tries: number;
  expires_at: Date;
}

async function findVerification(tx: Tx, reference: string): Promise<VerificationRow | undefined> {
  const { rows } = await tx.query<VerificationRow>('select * from verifications where reference = $1', [
    reference,
  ]);
  return rows[0];
}

const toReply = (row: VerificationRow): VerificationReply => ({
  state: row.state === 'declined' ? 'declined' : 'code-sent',
  ...(row.code && { code: row.code }),
  ...(row.message && { message: row.message }),
  verification: row.id,
});

const codeHash = (verification: string, code: string): string =>
  createHash('sha256').update(`${verification}:${code}`).digest('hex');

function codeText(code: string, card: Card, bank: Bank): string {
  const last4 = card.pan.slice(-4);
  const minutes = Math.round(bank.settings.codeLifeMs / 60_000);
  return `[${BANK_NAME}] ${code} is your code to confirm card ${last4} at Bursar, valid for ${minutes} min. Tell nobody. 验证码 ${code}，用于验证尾号 ${last4} 的银行卡。`;
}
