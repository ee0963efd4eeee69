/** Holds every record of the database, and the bank's own books, against what the model has at the end. */
import type pg from 'pg';
import { asId, type Differences } from './compare.ts';
import type { Model } from './model.ts';

type Row = Record<string, string | null>;

export async function compareRecords(db: pg.Pool, model: Model, differences: Differences): Promise<void> {
  const rows = async (text: string) => (await db.query<Row>(text)).rows;
  const { orders, bank, books } = model;

  const accounts = await rows(
    `select owner || ' ' || kind name, side, currency, debits_posted::text dp, credits_posted::text cp,
            debits_held::text dh, credits_held::text ch from ledger.account`,
  );
  const seen = new Set<string>();
  for (const row of accounts) {
    const name = String(row.name);
    seen.add(name);
    const model = books.accounts.get(name) ?? { posted: 0n, heldOut: 0n, heldIn: 0n };
    const net = BigInt(row.cp ?? 0) - BigInt(row.dp ?? 0);
    const posted = row.side === 'credit' ? net : -net;
    // Holds lead from a wallet or a merchant (debits) to the bank (credits).
    const isRight =
      posted === model.posted && row.dh === String(model.heldOut) && row.ch === String(model.heldIn);
    if (!isRight)
      differences.add(
        `${name}: posted ${posted}, held ${row.dh}/${row.ch}; the model has ${model.posted}, ${model.heldOut}/${model.heldIn}`,
      );
  }
  for (const [name, account] of books.accounts)
    if (!seen.has(name) && account.posted !== 0n) differences.add(`${name} is missing in the database`);

  const sums = await rows(
    `select currency, (sum(debits_posted) - sum(credits_posted))::text posted, (sum(debits_held) - sum(credits_held))::text held
       from ledger.account group by currency`,
  );
  for (const sum of sums)
    if (sum.posted !== '0' || sum.held !== '0')
      differences.add(`${sum.currency} sums to ${sum.posted} and ${sum.held}`);

  const alerts = await rows(`select object from bank.alert where kind = 'UNDO_FAILED'`);
  for (const id of bank.undosRefused.keys())
    if (!alerts.some((row) => row.object === id))
      differences.add(`nobody was told that ${id} could not be given back`);

  const holds = await rows('select reference, amount::text, state from ledger.hold');
  const written = holds.map((row) => `${row.reference} ${row.amount} ${row.state}`).sort();
  const expected = [...books.holds.values()]
    .map((one) => `${one.reference} ${one.amount} ${one.state}`)
    .sort();
  compareLists('hold', written, expected, differences);

  const list = async (name: string, prefix: string, text: string, model: Iterable<string>) => {
    const found = (await rows(text)).map((row) => `${asId(prefix, row.id ?? '')} ${row.said}`).sort();
    compareLists(name, found, [...model].sort(), differences);
  };
  await list(
    'order',
    'order',
    `select id, state || ' v' || version || ' ' || amount || ' -' || refunded || ' -' || refunding said from checkout.orders`,
    [...orders.orders.values()].map(
      (one) => `${one.id} ${one.state} v${one.version} ${one.amount} -${one.refunded} -${one.refunding}`,
    ),
  );
  await list(
    'payment',
    'payment',
    `select id, state || ' ' || amount said from checkout.payment`,
    [...orders.payments].map(([id, { payment }]) => `${id} ${payment.state} ${payment.amount}`),
  );
  const journeys = (all: Iterable<{ id: string; state: string; amount: bigint }>) =>
    [...all].map((one) => `${one.id} ${one.state} ${one.amount}`);
  const state = `select id, state || ' ' || amount said from`;
  await list(
    'transfer',
    'transfer',
    `${state} transfer.transfer`,
    journeys(model.transfers.transfers.values()),
  );
  await list(
    'challenge',
    'challenge',
    'select id, state said from challenges.challenge',
    [...model.approvals.challenges.values()].map((one) => `${one.id} ${one.state}`),
  );
  await list('refund', 'refund', `${state} checkout.refund`, journeys(orders.refunds.values()));
  await list('top-up', 'topup', `${state} top_up.top_up`, journeys(bank.topUps.values()));
  await list(
    'withdrawal',
    'withdrawal',
    `${state} withdrawal.withdrawal`,
    journeys(bank.withdrawals.values()),
  );
  await list('bank request', 'bankreq', `${state} bank.request`, journeys(bank.requests.values()));
}

function compareLists(
  name: string,
  written: readonly string[],
  expected: readonly string[],
  differences: Differences,
): void {
  if (written.length !== expected.length)
    differences.add(`${written.length} records of ${name}, the model has ${expected.length}`);
  const model = new Set(expected);
  for (const one of written) if (!model.has(one)) differences.add(`${name} ${one}: not so in the model`);
}

/** When all has settled, the bank has for us what we say that we have at the bank. */
export async function compareWithBank(
  bankUrl: string,
  model: Model,
  funded: bigint,
  differences: Differences,
): Promise<{ movements: number }> {
  const get = async (path: string) => (await fetch(bankUrl + path)).json() as Promise<never>;
  const books = (await get('/control/books')) as { balanced: boolean; movements: number };
  if (!books.balanced) differences.add(`the bank's own books do not balance: ${JSON.stringify(books)}`);
  const { data } = (await get('/control/accounts')) as { data: { id: string; balance: { minor: string } }[] };
  const theirs = BigInt(data.find(({ id }) => id === 'settlement-platform')?.balance.minor ?? '-1');
  const ours = (model.books.accounts.get('platform bank')?.posted ?? 0n) - funded;
  if (ours !== theirs) differences.add(`at the bank we have ${theirs}, our books say ${ours}`);
  const suspense = model.books.accounts.get('platform suspense')?.posted ?? 0n;
  const refused = [...model.bank.undosRefused.values()].reduce((sum, amount) => sum + amount, 0n);
  if (suspense !== refused)
    differences.add(`the suspense account has ${suspense}, of which ${refused} wait for an operator`);
  return { movements: books.movements };
}
