/** What orders and refunds are both looked for by, over HTTP. */
import { Type } from 'typebox';
import { type HttpRequest, merchantIn, personIn, schemas, timeIn } from '../../mechanisms/http/index.ts';

export const listQuery = {
  merchantReference: Type.Optional(schemas.ReferenceSchema),
  merchant: Type.Optional({
    ...schemas.IdOf('merchant'),
    description: 'For operators; others see their own',
  }),
  payer: Type.Optional({ ...schemas.IdOf('person'), description: 'For operators; others see their own' }),
  from: Type.Optional({ ...schemas.TimeSchema, description: 'Made at this time or later' }),
  to: Type.Optional({ ...schemas.TimeSchema, description: 'Made before this time' }),
};

/** `all`: for operators, of all merchants and payers or those that are named. Otherwise the caller's own. Refuses QUERY_INVALID. */
export function listWish({ caller, query }: HttpRequest, { all }: { all: boolean }) {
  return {
    merchant: (all ? (query.merchant as string | undefined) : merchantIn(caller)) ?? null,
    payer: (all ? (query.payer as string | undefined) : personIn(caller)) ?? null,
    merchantReference: (query.merchantReference as string | undefined) ?? null,
    from: timeIn(query.from, { code: 'QUERY_INVALID', where: 'querystring/from' }),
    to: timeIn(query.to, { code: 'QUERY_INVALID', where: 'querystring/to' }),
  };
}
