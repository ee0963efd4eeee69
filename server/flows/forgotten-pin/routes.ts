/** A forgotten PIN over HTTP: the card, the bank's code, the new PIN. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { afterTheBank, refuseWhenDeclined } from '../../mechanisms/bank/index.ts';
import { CardCode, takeCard } from '../../mechanisms/card-check/index.ts';
import { selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  actorOf,
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpAnswer,
  type HttpRequest,
  hitHeader,
  type RouteSpec,
  schemas,
  signedIn,
} from '../../mechanisms/http/index.ts';
import { cardsOf } from '../../mechanisms/instruments/index.ts';
import { hashNewPin, isWeakPin } from '../../mechanisms/people/index.ts';
import { verifyCode } from './bank-steps.ts';
import { setForgottenPin } from './commands.ts';
import { NewPin, RecoveryReply, StartRecovery, type StartRecoveryBody } from './contract.ts';
import { type StartFound, startRecovery } from './start-command.ts';
import { type Recovery, recoveries } from './storage.ts';
import { recoveryView } from './views.ts';

const callers = ['person'] as const;
const tag = 'forgotten-pin';
const params = schemas.Strict({ id: schemas.IdOf('pinrecovery') });
/** How long the answer waits for the bank's code to be sent, unless the caller says otherwise. */
const DEFAULT_WAIT_MS = 10_000;

export function forgottenPinRoutes(ground: Ground): RouteSpec[] {
  const { config, journal, people, vault } = ground;
  const db = ground.database.pool;
  const find = async (id: string): Promise<Recovery | undefined> =>
    (await selectRows(db, recoveries, [id]))[0];
  return [
    {
      method: 'POST',
      path: '/v1/pin-recoveries',
      summary: 'Forgotten PIN: type a bound card again; the bank sends a code to its reserved phone',
      waits: true,
      tag,
      callers,
      limitPerMinute: 30,
      body: StartRecovery,
      replies: { 201: RecoveryReply },
      handle: start,
    },
    {
      method: 'GET',
      path: '/v1/pin-recoveries/:id',
      summary: 'How far the setting of a forgotten PIN has come',
      tag,
      callers,
      params,
      replies: { 200: RecoveryReply },
      async handle({ caller, params }) {
        const { person, session } = signedIn({ caller });
        const recovery = await find(String(params.id));
        if (!recovery || recovery.person !== person || recovery.session !== session) refuse('NOT_FOUND');
        return { body: recoveryView(recovery) };
      },
    },
    {
      method: 'POST',
      path: '/v1/pin-recoveries/:id/verify',
      summary: "Prove with the bank's code that the card is mine",
      tag,
      callers,
      limitPerMinute: 30,
      params,
      body: CardCode,
      replies: { 200: RecoveryReply },
      async handle(request) {
        const outcome = await verifyCode(ground, {
          recovery: request.params.id as Id<'pinrecovery'>,
          code: new Secret(bodyOf<{ code: string }>(request).code),
          command: askedBy(request),
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'POST',
      path: '/v1/pin-recoveries/:id/pin',
      summary: 'Set the new PIN; ends payment sessions and the PIN lock',
      tag,
      callers,
      limitPerMinute: 20,
      params,
      body: NewPin,
      replies: { 200: RecoveryReply },
      async handle(request) {
        const { pin } = bodyOf<{ pin: string }>(request);
        if (isWeakPin(pin)) refuse('PIN_WEAK');
        const caller = signedIn(request);
        const key = request.idempotencyKey;
        const { hash, mark } = await hashNewPin(vault, { person: caller.person, key, pin: new Secret(pin) });
        const outcome = await journal.submit(setForgottenPin, {
          key,
          actor: actorOf(caller),
          body: { recovery: request.params.id as Id<'pinrecovery'>, mark },
          found: { hash },
        });
        return commandAnswer(outcome);
      },
    },
  ];

  async function start(request: HttpRequest): Promise<HttpAnswer> {
    const caller = signedIn(request);
    const body = bodyOf<StartRecoveryBody>(request);
    const { card, typed, ref } = await takeCard(vault, body);
    const found: StartFound = {
      details: ref,
      isOwnName: await people.isRealName(caller.person, body.holderName),
      hasCard: (await cardsOf(db, caller.person)).some(({ state }) => state === 'bound'),
      waitMs: config.pinRecoveryWaitMs,
    };
    const outcome = await journal.submit(startRecovery, {
      ...askedBy(request),
      body: { card, typed },
      found,
    });
    const known = outcome.refused ? undefined : await find(outcome.reply().id);
    // Answered from an earlier attempt, or refused: what was sealed now is not needed.
    if (known?.details !== ref) await vault.forget([ref]);
    if (outcome.refused) return commandAnswer(outcome);
    const { id } = outcome.reply();
    const recovery = await afterTheBank(journal.feed, {
      object: id,
      ends: ['pin-recovery.unverified', 'pin-recovery.declined', 'pin-recovery.replaced'],
      waitMs: request.waitMs === 0 ? DEFAULT_WAIT_MS : request.waitMs,
      find: () => find(id),
      isOver: ({ state }) => state !== 'asking',
    });
    if (recovery.code === 'NO_ANSWER') return refuse('BANK_UNAVAILABLE');
    refuseWhenDeclined(recovery.code, id);
    return {
      status: 201,
      body: recoveryView(recovery),
      ...hitHeader(outcome),
    };
  }
}
