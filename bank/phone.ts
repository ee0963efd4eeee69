// The sandbox telephone network: it keeps every text message and shows them to whoever listens. It never sends one out.

import { createHash } from 'node:crypto';
import type { Database, Tx } from './database.ts';

export interface Message {
  id: string;
  at: string;
  from: string;
  to: string;
  text: string;
}

interface MessageRow {
  id: string;
  at: Date;
  sender: string;
  recipient: string;
  text: string;
}

export interface OutgoingMessage {
  from: string;
  to: string;
  text: string;
  now: Date;
  reference?: string;
}

/**
 * Keeps a message in the caller's transaction. A known reference gives the first message's id, or null for another text.
 * One at a time, so that ids appear in their order and a reader that follows them misses none.
 */
export async function sendMessage(tx: Tx, message: OutgoingMessage): Promise<string | null> {
  await tx.query('lock table messages in exclusive mode');
  const hash = createHash('sha256')
    .update(JSON.stringify([message.to, message.text]))
    .digest('hex');
  const inserted = await tx.query<{ id: string }>(
    `insert into messages (reference, request_hash, at, sender, recipient, text) values ($1, $2, $3, $4, $5, $6)
     on conflict (reference) do nothing returning id`,
    [message.reference ?? null, hash, message.now, message.from, message.to, message.text],
  );
  if (inserted.rows[0]) return inserted.rows[0].id;
  const known = await tx.query<{ id: string; request_hash: string }>(
    'select id, request_hash from messages where reference = $1',
    [message.reference],
  );
  return known.rows[0]?.request_hash === hash ? known.rows[0].id : null;
}

export interface MessageFilter {
  phone?: string;
  after?: string;
  limit: number;
}

/** Oldest first. With `after`: those that came later; without: the latest ones. */
export async function listMessages(
  db: Database,
  { phone, after, limit }: MessageFilter,
): Promise<{ data: Message[]; hasMore: boolean; next: string | null }> {
  const { rows } = await db.query<MessageRow>(
    `select id, at, sender, recipient, text from messages
     where ($1::text is null or recipient = $1) and ($2::bigint is null or id > $2)
     order by case when $2::bigint is null then -id else id end limit $3`,
    [phone ?? null, after ?? null, limit + 1],
  );
  const hasMore = rows.length > limit;
  const page = rows.slice(0, limit);
  if (after === undefined) page.reverse();
  const data = page.map(toMessage);
  return { data, hasMore, next: data.at(-1)?.id ?? after ?? null };
}

const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  at: row.at.toISOString(),
  from: row.sender,
  to: row.recipient,
  text: row.text,
});
