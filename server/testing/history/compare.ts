/**
 * Holds the journal against the model, entry by entry, and what each client received against both. Every difference is
 * a sentence that names the entry; none is allowed.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { idFromUuid } from '../../kernel/id.ts';
import type { Entry } from '../../mechanisms/journal/index.ts';
import type { Model } from './model.ts';
import type { Movement } from './model-books.ts';
import type { Json, JsonObject, Sent } from './wishes.ts';

const PAGE = 5_000;
const MOST_DIFFERENCES = 20;

/** What remains of an entry for comparing the clients' answers. */
type Kept = {
  readonly seq: bigint;
  readonly body: string;
  readonly code: string | null;
  readonly reply: JsonObject | null;
};
export type Journalled = {
  readonly byKey: ReadonlyMap<string, Kept>;
  readonly count: number;
  readonly kinds: ReadonlyMap<string, number>;
};

export const keyOf = (actor: string, key: string) => `${actor}\n${key}`;

export type Differences = { readonly list: string[]; add(text: string): void };

export function collectDifferences(): Differences {
  const list: string[] = [];
  return {
    list,
    add(text) {
      if (list.length < MOST_DIFFERENCES) list.push(text);
    },
  };
}

/** Replays the whole journal through the model. Stops at the first entry that differs: what follows would be noise. */
export async function compareJournal(
  db: pg.Pool,
  model: Model,
  sent: readonly Sent[],
  differences: Differences,
): Promise<Journalled> {
  const said = new Map(sent.map(({ wish }) => [keyOf(wish.actor.id, wish.key), wish]));
  const byKey = new Map<string, Kept>();
  const kinds = new Map<string, number>();
  const leaves: Buffer[] = [];
  const names = await accountNames(db);
  let seq = 0n;
  for (;;) {
    const page = await db.query<{ seq: string; leaf: Buffer; content: string }>(
      'select seq::text, leaf, content from journal.entry where seq > $1 order by journal.entry.seq limit $2',
      [String(seq), PAGE],
    );
    if (page.rows.length === 0) break;
    const last = page.rows[page.rows.length - 1]?.seq ?? '0';
    const movements = await movementsBetween(db, seq, BigInt(last), names);
    for (const row of page.rows) {
      seq += 1n;
      const entry = JSON.parse(row.content) as Entry;
      if (row.seq !== String(seq) || entry.seq !== row.seq) {
        differences.add(`after entry ${seq - 1n} stands entry ${row.seq} (it calls itself ${entry.seq})`);
        return { byKey, count: leaves.length, kinds };
      }
      const leaf = createHash('sha256').update(Buffer.of(0)).update(row.content).digest();
      if (!leaf.equals(row.leaf)) differences.add(`entry ${seq}: its leaf is not the hash of its content`);
      leaves.push(leaf);
      const name = keyOf(entry.actor.id, entry.key);
      const earlier = byKey.get(name);
      if (earlier) differences.add(`entry ${seq}: its key was decided before, in entry ${earlier.seq}`);
      byKey.set(name, {
        seq,
        body: JSON.stringify(entry.body),
        code: entry.code ?? null,
        reply: (entry.reply as JsonObject | undefined) ?? null,
      });
      kinds.set(
        `${entry.kind} ${entry.code ?? 'done'}`,
        (kinds.get(`${entry.kind} ${entry.code ?? 'done'}`) ?? 0) + 1,
      );
      const text = differenceOf(entry, model.apply(entry, said.get(name)), movements.get(String(seq)) ?? []);
      if (text) {
        differences.add(
          `entry ${seq}: ${text}\n    ${row.content}\n    the client: ${JSON.stringify(said.get(name)?.proof)}`,
        );
        return { byKey, count: leaves.length, kinds };
      }
    }
  }
  await compareHead(db, leaves, differences);
  return { byKey, count: leaves.length, kinds };
}

function differenceOf(
  entry: Entry,
  verdict: ReturnType<Model['apply']>,
  moved: readonly Movement[],
): string | null {
  const code = entry.outcome === 'refused' ? (entry.code ?? '') : null;
  if (verdict.code !== undefined && verdict.code !== code) {
    return `${entry.kind} answered ${code ?? 'done'}, the model says ${verdict.code ?? 'done'}`;
  }
  const lacking = code === null ? lacks((entry.reply ?? {}) as JsonObject, verdict.reply) : null;
  if (lacking) return `${entry.kind} replied otherwise: ${lacking}`;
  if (!isDeepStrictEqual(moved, verdict.movements))
    return `${entry.kind} moved ${show(moved)}, the model ${show(verdict.movements)}`;
  return null;
}

const show = (value: unknown) =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one));

/** The first field of `wanted` that `reply` does not have so. */
function lacks(reply: JsonObject, wanted: JsonObject, path = ''): string | null {
  for (const [name, value] of Object.entries(wanted)) {
    const found = reply[name];
    const isObject =
      typeof value === 'object' && value !== null && typeof found === 'object' && found !== null;
    const text = isObject
      ? lacks(found as JsonObject, value as JsonObject, `${path}${name}.`)
      : found === value
        ? null
        : `${path}${name} is ${show(found)}, the model says ${show(value)}`;
    if (text) return text;
  }
  return null;
}

async function accountNames(db: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; owner: string; kind: string }>(
    'select id, owner, kind from ledger.account',
  );
  return new Map(rows.map((row) => [row.id, `${row.owner} ${row.kind}`]));
}

async function movementsBetween(db: pg.Pool, after: bigint, to: bigint, names: Map<string, string>) {
  const { rows } = await db.query<Record<string, string>>(
    `select seq::text, n::text, phase, debit, credit, amount::text, debit_balance::text, credit_balance::text
       from ledger.transfer t where t.seq > $1 and t.seq <= $2 order by t.seq, t.n`,
    [String(after), String(to)],
  );
  const movements = new Map<string, Movement[]>();
  for (const row of rows) {
    const movement: Movement = {
      phase: row.phase as Movement['phase'],
      debit: names.get(row.debit ?? '') ?? '',
      credit: names.get(row.credit ?? '') ?? '',
      amount: BigInt(row.amount ?? 0),
      debitBalance: BigInt(row.debit_balance ?? 0),
      creditBalance: BigInt(row.credit_balance ?? 0),
    };
    const list = movements.get(row.seq ?? '');
    if (list) list.push(movement);
    else movements.set(row.seq ?? '', [movement]);
  }
  return movements;
}

/** The root by the recursive definition of RFC 6962, 2.1: nothing is shared with the product's way of appending. */
export function naiveRoot(leaves: readonly Buffer[], from = 0, to = leaves.length): Buffer {
  const count = to - from;
  if (count === 0) return createHash('sha256').digest();
  if (count === 1) return leaves[from] as Buffer;
  let left = 1;
  while (left * 2 < count) left *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(naiveRoot(leaves, from, from + left))
    .update(naiveRoot(leaves, from + left, to))
    .digest();
}

async function compareHead(db: pg.Pool, leaves: readonly Buffer[], differences: Differences): Promise<void> {
  const { rows } = await db.query<{ seq: string; root: Buffer }>('select seq::text, root from journal.head');
  if (rows[0]?.seq !== String(leaves.length))
    differences.add(`the head counts ${rows[0]?.seq} of ${leaves.length} entries`);
  if (!rows[0]?.root.equals(naiveRoot(leaves)))
    differences.add("the head's root is not the root of the entries");
}

/** Reply by reply: what a client received is what the journal says, whoever answered and however often it asked. */
export function compareAnswers(
  sent: readonly Sent[],
  journal: Journalled,
  model: Model,
  differences: Differences,
): void {
  const news = new Set<string>();
  for (const { wish, via, answer } of sent) {
    const name = keyOf(wish.actor.id, wish.key);
    const entry = journal.byKey.get(name);
    const where = `${wish.kind} ${wish.key} (${via})`;
    // Whoever is signed out is refused at the door already, and nothing is journalled.
    const isAtTheDoor =
      via === 'http' && answer.code === 'UNAUTHENTICATED' && model.people.isRevoked(wish.actor.session ?? '');
    if (isAtTheDoor) continue;
    // What is none of his business is hidden at the door already.
    if (via === 'http' && wish.kind.startsWith('challenge.') && answer.code === 'NOT_FOUND') continue;
    if (!entry) {
      differences.add(`${where}: answered ${answer.code ?? 'done'}, and no entry says so`);
      continue;
    }
    const isSame = JSON.stringify(wish.body) === entry.body;
    const code = isSame ? entry.code : 'IDEMPOTENCY_KEY_REUSED';
    if (answer.code !== code) {
      differences.add(
        `${where}: the client read ${answer.code ?? 'done'}, entry ${entry.seq} says ${code ?? 'done'}`,
      );
      continue;
    }
    if (!isSame || code !== null) continue;
    const wrong = replyDiffers(wish.kind, via, answer.reply, entry.reply);
    if (wrong) differences.add(`${where}: ${wrong} in entry ${entry.seq}`);
    if (via === 'process' && answer.seq !== entry.seq)
      differences.add(`${where}: answered from ${answer.seq}, entry ${entry.seq}`);
    if (answer.hit) continue;
    if (news.has(name)) differences.add(`${where}: answered as new for the second time`);
    news.add(name);
  }
}

function replyDiffers(
  kind: string,
  via: Sent['via'],
  read: JsonObject | null,
  written: JsonObject | null,
): string | null {
  if (via === 'http' && kind === 'session.revoke') return null;
  // A new order is shown as it stands now: what can have changed since is not compared.
  const names =
    via === 'process'
      ? null
      : kind === 'order.create'
        ? ['id', 'merchantReference']
        : kind.startsWith('challenge.')
          ? ['id']
          : null;
  const pick = (value: JsonObject | null): Json =>
    names && value ? Object.fromEntries(names.map((name) => [name, value[name]])) : (value as Json);
  return isDeepStrictEqual(pick(read), pick(written))
    ? null
    : `the client read ${show(read)}, not ${show(written)}`;
}

export const asId = (prefix: string, uuid: string | null) =>
  uuid === null ? null : idFromUuid(prefix, uuid);
