/** What the town's sequence diagram draws: each journal entry as an act with its API call and its ledger entries. */

import { uuidOfId } from '../kernel/id.ts';
import { moneyJson } from '../kernel/money.ts';
import { columnList, queryRows } from '../mechanisms/database/index.ts';
import type { Ground } from '../mechanisms/flow/index.ts';
import type { Entry, FeedEntry } from '../mechanisms/journal/index.ts';
import { type Account, accounts, type Transfer, transfers } from '../mechanisms/ledger/index.ts';
import type { ExplainRefusal } from '../mechanisms/operation/index.ts';

/** The route behind a command kind, for people who read the diagram. */
const CALLS: Readonly<Record<string, string>> = {
  'order.create': 'POST /v1/orders',
  'order.pay': 'POST /v1/orders/{id}/pay',
  'order.cancel': 'POST /v1/orders/{id}/cancel',
  'refund.create': 'POST /v1/refunds',
  'transfer.create': 'POST /v1/transfers',
  'top-up.create': 'POST /v1/top-ups',
  'withdrawal.create': 'POST /v1/withdrawals',
  'card.add': 'POST /v1/instruments',
  'card.verify': 'POST /v1/instruments/{id}/verify',
  'session.open': 'POST /v1/sign-in',
  'session.revoke': 'DELETE /v1/sessions/{id}',
  'payment-session.open': 'POST /v1/payment-sessions',
  'bank.report': 'POST /bank/callbacks',
  'challenge.answer': 'POST /v1/challenges/{id}/answers',
  'challenge.cancel': 'POST /v1/challenges/{id}/cancel',
};

export type Act = {
  readonly seq: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: { readonly type: string; readonly id: string; readonly name?: string };
  readonly outcome: string;
  readonly code?: string;
  /** What a refusal says to people. */
  readonly prompt?: { readonly en: string; readonly zh: string };
  readonly call?: string;
  readonly ref?: string;
  readonly events: readonly string[];
  readonly transfers: readonly {
    readonly debit: { kind: string; name: string };
    readonly credit: { kind: string; name: string };
    readonly amount: { minor: string; currency: string };
    readonly phase: string;
  }[];
  readonly effects: readonly { kind: string }[];
  /** The names of those whose yes it waits for. */
  readonly waitsFor?: readonly string[];
};

export function createStory(ground: Ground, explain: ExplainRefusal) {
  const db = ground.database.pool;
  const names = new Map<string, string>();
  const known = new Map<string, Account>();

  async function nameOf(id: string): Promise<string> {
    const seen = names.get(id);
    if (seen !== undefined) return seen;
    const name = (await ground.people.displayName(id)) ?? id.slice(0, 12);
    names.set(id, name);
    return name;
  }

  async function loadAccounts(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !known.has(id));
    if (missing.length === 0) return;
    const text = `select ${columnList(accounts)} from ledger.account t where t.id = any($1::uuid[])`;
    for (const account of await queryRows(db, accounts, text, [missing.map(uuidOfId)]))
      known.set(account.id, account);
  }

  async function accountName(id: string): Promise<{ kind: string; name: string }> {
    const account = known.get(id);
    if (!account) return { kind: 'account', name: id };
    return {
      kind: account.kind,
      name: account.owner === 'platform' ? account.kind : await nameOf(account.owner),
    };
  }

  /** Everybody who hears of the question but the one who asks; alone in it, he confirms on another device. */
  async function askedOf(entry: Entry): Promise<string[]> {
    const asked = entry.events.find(({ type }) => type === 'challenge.asked');
    if (!asked) return [];
    const others = asked.audience.filter((id) => id !== asked.data.asker);
    return Promise.all((others.length > 0 ? others : asked.audience).map(nameOf));
  }

  async function transfersOf(entry: Entry): Promise<readonly Transfer[]> {
    const text = `select ${columnList(transfers)} from ledger.transfer t where t.seq = $1 order by t.n`;
    return queryRows(db, transfers, text, [entry.seq]);
  }

  async function actOf(entry: Entry, moves: readonly Transfer[]): Promise<Act> {
    await loadAccounts(moves.flatMap((move) => [move.debit, move.credit]));
    const type = /^[a-z]+(?=_)/.exec(entry.actor.id)?.[0] ?? entry.actor.id;
    const reply = entry.reply as { id?: string } | undefined;
    const call = CALLS[entry.kind];
    const waitsFor = await askedOf(entry);
    return {
      seq: entry.seq,
      at: entry.at,
      kind: entry.kind,
      actor: {
        type,
        id: entry.actor.id,
        name: /_/.test(entry.actor.id) ? await nameOf(entry.actor.id) : entry.actor.id,
      },
      outcome: entry.outcome,
      ...(entry.code === undefined
        ? {}
        : { code: entry.code, prompt: explain(entry.code, entry.details ?? {}) }),
      ...(call === undefined ? {} : { call }),
      ...(reply?.id === undefined ? {} : { ref: reply.id }),
      events: entry.events.map((event) => event.type),
      ...(waitsFor.length > 0 ? { waitsFor } : {}),
      transfers: await Promise.all(
        moves.map(async (move) => ({
          debit: await accountName(move.debit),
          credit: await accountName(move.credit),
          amount: moneyJson({
            minor: move.amount,
            currency: (known.get(move.debit)?.currency ?? 'CNY') as Account['currency'],
          }),
          phase: move.phase,
        })),
      ),
      effects: entry.effects.map((effect) => ({ kind: effect.task })),
    };
  }

  return {
    async acts(after: bigint, limit: number): Promise<Act[]> {
      const entries = await ground.journal.entries(after, limit);
      return Promise.all(entries.map(async (entry) => actOf(entry, await transfersOf(entry))));
    },
    live: (one: FeedEntry) =>
      one.transfers
        ? actOf(one.entry, one.transfers)
        : transfersOf(one.entry).then((moves) => actOf(one.entry, moves)),
  };
}
