/** Accounts and statements over HTTP. */
import type { Id } from '../../kernel/id.ts';
import { currency, type Money, moneyJson } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import { type RouteSpec, timeIn, wholeList } from '../../mechanisms/http/index.ts';
import {
  type Account,
  type AccountRef,
  accountById,
  accountsByIds,
  accountsOf,
  availableOf,
  balanceAt,
  balanceOf,
  heldAt,
  merchantAccountOf,
  openAccount,
  statement,
  type Transfer,
  walletOf,
} from '../../mechanisms/ledger/index.ts';
import type { Caller } from '../../mechanisms/people/caller.ts';
import { AccountList, AccountParams, type AccountView, StatementQuery, StatementReply } from './contract.ts';

const tag = 'accounts';
const callers = ['person', 'merchant', 'staff'] as const;

export function accountRoutes(ground: Ground): RouteSpec[] {
  const db = ground.database.pool;
  const home = currency(ground.config.currency);
  return [
    {
      method: 'GET',
      path: '/v1/accounts',
      summary: 'Own accounts with their balances',
      tag,
      callers,
      replies: { 200: AccountList },
      async handle({ caller }) {
        const main = mainAccountOf(caller);
        const used = await accountsOf(db, main.owner);
        const others = used.filter((account) => account.id !== main.id);
        const first = used.find((account) => account.id === main.id) ?? openAccount(main, ground.clock.now());
        return { body: wholeList([first, ...others].map(accountView)) };
      },
    },
    {
      method: 'GET',
      path: '/v1/accounts/:id/statement',
      summary: 'The movements of an own account, newest first; `at` reads it as of a time',
      tag,
      callers,
      params: AccountParams,
      query: StatementQuery,
      replies: { 200: StatementReply },
      async handle({ caller, params, query }) {
        const account = await ownAccount(caller, params.id as Id<'account'>);
        const at = timeIn(query.at, { code: 'QUERY_INVALID', where: 'querystring/at' });
        const before = readPlace(query.after);
        const limit = Number(query.limit ?? 20);
        const page = await statement(db, account.id, { before, at, limit, posted: true });
        const others = await accountsByIds(
          db,
          page.lines.map((line) => (line.debit === account.id ? line.credit : line.debit)),
        );
        const last = page.lines[page.lines.length - 1];
        return {
          body: {
            account: at === null ? accountView(account) : await viewAt(account, at),
            data: await Promise.all(
              page.lines.map((line) =>
                lineView(line, account, others.get(line.debit === account.id ? line.credit : line.debit)),
              ),
            ),
            hasMore: page.hasMore,
            next: page.hasMore && last ? placeOf(last) : null,
          },
        };
      },
    },
  ];

  /** Where a wallet is that was never used: the account that its first money will open. */
  function mainAccountOf(caller: Caller): AccountRef {
    if (caller.kind === 'merchant' || caller.kind === 'staff')
      return merchantAccountOf(caller.merchant, home);
    return 'person' in caller ? walletOf(caller.person, home) : refuse('FORBIDDEN');
  }

  async function ownAccount(caller: Caller, id: Id<'account'>): Promise<Account> {
    const main = mainAccountOf(caller);
    const account =
      (await accountById(db, id)) ?? (id === main.id ? openAccount(main, ground.clock.now()) : undefined);
    return account?.owner === main.owner ? account : refuse('NOT_FOUND');
  }

  async function viewAt(account: Account, at: Instant): Promise<AccountView> {
    const [balance, held] = await Promise.all([balanceAt(db, account.id, at), heldAt(db, account, at)]);
    return viewOf(account, balance, balance - held);
  }

  async function lineView(line: Transfer, account: Account, other: Account | undefined) {
    const isDebit = line.debit === account.id;
    const grows = isDebit === (account.side === 'debit');
    return {
      id: placeOf(line),
      at: isoTime(line.at),
      kind: line.kind,
      amount: signed(grows ? line.amount : -line.amount, account),
      balanceAfter: signed(isDebit ? line.debitBalance : line.creditBalance, account),
      counterparty: await counterparty(other),
      reference: line.reference,
    };
  }

  /** People and merchants by name; the platform's own accounts have none. */
  async function counterparty(account: Account | undefined): Promise<{ id?: string; name?: string }> {
    if (!account || !/^(person|merchant)_/.test(account.owner)) return {};
    const name = await ground.people.displayName(account.owner);
    return { id: account.owner, ...(name === null ? {} : { name }) };
  }
}

const placeOf = (line: Transfer) => `${line.seq}_${line.n}`;

function readPlace(text: unknown): { seq: bigint; n: number } | null {
  if (typeof text !== 'string') return null;
  const [seq = '', n = ''] = text.split('_');
  return { seq: BigInt(seq), n: Number(n) };
}

const signed = (minor: bigint, account: Pick<Account, 'currency'>) =>
  moneyJson({ minor, currency: account.currency } satisfies Money);

const accountView = (account: Account) => viewOf(account, balanceOf(account), availableOf(account));

function viewOf(account: Account, balance: bigint, available: bigint): AccountView {
  return {
    id: account.id,
    kind: account.kind,
    currency: account.currency,
    balance: signed(balance, account),
    held: signed(balance - available, account),
    available: signed(available, account),
  };
}
