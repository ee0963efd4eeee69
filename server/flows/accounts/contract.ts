/** What `accounts` answers. */
import { type Static, Type } from 'typebox';
import { schemas } from '../../mechanisms/http/index.ts';

const { IdOf, MoneySchema, PageQuery, Strict, TimeSchema } = schemas;

/** Minor units with their sign: what came in is positive, what went out negative. */
const SignedMoney = Type.Object({ minor: Type.String(), currency: Type.String() });

export const AccountReply = Type.Object({
  id: IdOf('account'),
  kind: Type.String(),
  currency: Type.String(),
  balance: SignedMoney,
  held: MoneySchema,
  available: SignedMoney,
});
export type AccountView = Static<typeof AccountReply>;

export const AccountList = schemas.ListOf(AccountReply);

export const AccountParams = Strict({ id: IdOf('account') });
export const StatementQuery = Strict({
  ...PageQuery,
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}_[0-9]{1,6}$' })),
  at: Type.Optional(TimeSchema),
});

export const StatementReply = Type.Object({
  account: AccountReply,
  data: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Journal entry and place in it; the cursor' }),
      at: TimeSchema,
      kind: Type.String(),
      amount: SignedMoney,
      balanceAfter: SignedMoney,
      counterparty: Type.Object({ id: Type.Optional(Type.String()), name: Type.Optional(Type.String()) }),
      reference: Type.String({ description: 'The order, transfer, top-up or withdrawal' }),
    }),
  ),
  hasMore: Type.Boolean(),
  next: Type.Union([Type.String(), Type.Null()]),
});
