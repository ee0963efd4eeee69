/** Instruments over HTTP: bind by typing, verify, list, remove. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { afterTheBank, refuseWhenDeclined } from '../../mechanisms/bank/index.ts';
import { brandOf, CardCode, takeCard } from '../../mechanisms/card-check/index.ts';
import { selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpRequest,
  hitHeader,
  type RouteSpec,
  schemas,
  signedIn,
  wholeList,
} from '../../mechanisms/http/index.ts';
import { type Card, cards, cardsOf } from '../../mechanisms/instruments/index.ts';
import { maskName } from '../../mechanisms/people/index.ts';
import { verifyCode } from './bank-steps.ts';
import { instrumentView, removeCard, startBinding } from './commands.ts';
import { BindCard, type BindCardBody, InstrumentReply } from './contract.ts';

const { IdOf, Strict } = schemas;
const Params = Strict({ id: IdOf('instrument') });
/** How long the answer waits for the bank's code to be sent, unless the caller says otherwise. */
const DEFAULT_WAIT_MS = 10_000;

export function bindCardRoutes(ground: Ground): RouteSpec[] {
  const db = ground.database.pool;
  const find = async (id: string): Promise<Card | undefined> => (await selectRows(db, cards, [id]))[0];
  return [
    {
      method: 'GET',
      path: '/v1/instruments',
      summary: 'My cards',
      tag: 'bind-card',
      callers: ['person'],
      replies: { 200: schemas.ListOf(InstrumentReply) },
      async handle({ caller }) {
        return { body: wholeList((await cardsOf(db, signedIn({ caller }).person)).map(instrumentView)) };
      },
    },
    {
      method: 'GET',
      path: '/v1/operator/people/:id/instruments',
      summary: 'The cards of a person; their numbers are masked',
      tag: 'bind-card',
      callers: ['operator'],
      params: Strict({ id: IdOf('person') }),
      replies: { 200: schemas.ListOf(InstrumentReply) },
      async handle({ params }) {
        return { body: wholeList((await cardsOf(db, params.id as Id<'person'>)).map(instrumentView)) };
      },
    },
    {
      method: 'POST',
      path: '/v1/instruments',
      summary: 'Bind a card by typing it; the bank sends a code to its reserved phone',
      waits: true,
      tag: 'bind-card',
      callers: ['person'],
      limitPerMinute: 30,
      body: BindCard,
      replies: { 201: InstrumentReply },
      handle: (request) => bind(request),
    },
    {
      method: 'POST',
      path: '/v1/instruments/:id/verify',
      summary: 'Prove with the code that the card is mine',
      tag: 'bind-card',
      callers: ['person'],
      limitPerMinute: 30,
      params: Params,
      body: CardCode,
      replies: { 200: InstrumentReply },
      async handle(request) {
        const outcome = await verifyCode(ground, {
          instrument: request.params.id as Id<'instrument'>,
          code: new Secret(bodyOf<{ code: string }>(request).code),
          command: {
            ...askedBy(request),
            person: signedIn(request).person,
          },
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'DELETE',
      path: '/v1/instruments/:id',
      summary: 'Remove a card',
      tag: 'bind-card',
      callers: ['person'],
      params: Params,
      replies: { 200: InstrumentReply },
      async handle(request) {
        const outcome = await ground.journal.submit(removeCard, {
          ...askedBy(request),
          body: {
            instrument: request.params.id as Id<'instrument'>,
            person: signedIn(request).person,
          },
        });
        return commandAnswer(outcome);
      },
    },
  ];

  async function bind(request: HttpRequest) {
    const person = signedIn(request).person;
    const body = bodyOf<BindCardBody>(request);
    const { card: number, typed, ref: details } = await takeCard(ground.vault, body);
    const outcome = await ground.journal.submit(startBinding, {
      ...askedBy(request),
      body: {
        person,
        card: number,
        details: typed,
        last4: body.pan.slice(-4),
        brand: brandOf(body.pan),
        holder: maskName(body.holderName),
      },
      found: { details },
    });
    const known = outcome.refused ? undefined : await find(outcome.reply().id);
    // Answered from an earlier attempt, or refused: what was sealed now is not needed.
    if (known?.details !== details) await ground.vault.forget([details]);
    if (outcome.refused) return commandAnswer(outcome);
    const { id } = outcome.reply();
    const card = await afterTheBank(ground.journal.feed, {
      object: id,
      ends: ['instrument.unverified', 'instrument.declined', 'instrument.bound', 'instrument.revoked'],
      waitMs: request.waitMs === 0 ? DEFAULT_WAIT_MS : request.waitMs,
      find: () => find(id),
      isOver: ({ state }) => state !== 'asking',
    });
    if (card.state === 'declined') {
      if (card.code === 'NO_ANSWER') return refuse('BANK_UNAVAILABLE');
      refuseWhenDeclined(card.code, id);
    }
    return {
      status: 201,
      body: instrumentView(card),
      ...hitHeader(outcome),
    };
  }
}
