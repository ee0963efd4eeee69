/** Challenges over HTTP: the inbox of who must answer, the answers, and the operator's dry run of policy. */
import { refuse } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import {
  askedBy,
  bodyOf,
  type HttpRequest,
  hitHeader,
  listAnswer,
  pageOf,
  type RouteSpec,
  schemas,
  signedIn,
} from '../http/index.ts';
import type { Journal, JsonObject } from '../journal/index.ts';
import { PasskeyOptionsReply, type Passkeys } from '../passkeys/index.ts';
import type { Caller, People } from '../people/index.ts';
import type { SendSms } from '../sms/index.ts';
import type { Vault } from '../vault/index.ts';
import type { ChallengeCommands } from './commands.ts';
import {
  AnswerChallenge,
  type AnswerChallengeBody,
  ChallengeList,
  ChallengeReplySchema,
  ChallengesQuery,
} from './contract.ts';
import { policyRoutes } from './policy-routes.ts';
import { proofSpec, proofSpecs } from './proofs/index.ts';
import { createCodeSender } from './send-code.ts';
import { type Challenge, challengeOf, listChallenges } from './storage.ts';
import { challengeView, maySee, type Viewer } from './views.ts';

export type RouteDeps = {
  readonly database: Database;
  readonly journal: Journal;
  readonly people: People;
  readonly passkeys: Passkeys;
  readonly vault: Vault;
  readonly sendSms: SendSms;
  readonly clock: Clock;
  readonly commands: ChallengeCommands;
};

const { IdOf, Strict } = schemas;
const IdParams = Strict({ id: IdOf('challenge') });
const ANSWERS_PER_MINUTE = 30;

function viewerOf(caller: Caller): Viewer {
  const { person, device } = signedIn({ caller });
  return { id: person, device, roles: caller.kind === 'operator' ? caller.roles : [] };
}

/** Whose challenges: what I asked for, what is asked of my roles, or all that is asked of me. */
function whose({ id, roles }: Viewer, role: unknown) {
  if (role === 'asker') return { asker: id, approvers: null };
  const ofRoles = roles.map((one) => `role ${one}`);
  return { asker: null, approvers: role === 'operator' ? ofRoles : [id, ...ofRoles] };
}

export function challengeRoutes(deps: RouteDeps): RouteSpec[] {
  const { database, journal, commands } = deps;
  const db = database.pool;
  const sendCode = createCodeSender(deps);

  /** Refuses NOT_FOUND also for a challenge of others (R4). */
  async function find({ caller, params }: HttpRequest): Promise<Challenge> {
    const challenge = await challengeOf(db, params.id ?? '');
    if (!challenge || !maySee(challenge, viewerOf(caller))) return refuse('NOT_FOUND');
    return challenge;
  }

  async function show(request: HttpRequest, hit: boolean) {
    const body = challengeView(await find(request), viewerOf(request.caller));
    return { body, ...hitHeader({ hit }) };
  }

  return [
    {
      method: 'GET',
      path: '/v1/challenges',
      summary: 'What waits for my answer, or what of mine waits for the answer of others',
      tag: 'challenges',
      callers: ['person'],
      query: ChallengesQuery,
      replies: { 200: ChallengeList },
      async handle(request) {
        const { caller, query } = request;
        const viewer = viewerOf(caller);
        const page = pageOf(request, 'challenge');
        const found = await listChallenges(db, {
          ...whose(viewer, query.role),
          state: query.state === 'all' ? null : 'pending',
          after: page.after,
          limit: page.limit,
        });
        return listAnswer(page, found, (challenge) => challengeView(challenge, viewer));
      },
    },
    {
      method: 'GET',
      path: '/v1/challenges/:id',
      summary: 'A challenge, for who asks and who may answer',
      tag: 'challenges',
      callers: ['person'],
      params: IdParams,
      replies: { 200: ChallengeReplySchema },
      handle: (request) => show(request, false),
    },
    {
      method: 'POST',
      path: '/v1/challenges/:id/answers',
      summary: 'Say yes (with a proof) or no (with a reason)',
      tag: 'challenges',
      callers: ['person'],
      params: IdParams,
      body: AnswerChallenge,
      replies: { 200: ChallengeReplySchema },
      limitPerMinute: ANSWERS_PER_MINUTE,
      async handle(request) {
        const { caller } = request;
        const body = bodyOf<AnswerChallengeBody>(request);
        const challenge = await find(request);
        const proof = body.answer === 'yes' ? kindOf(body.proof) : null;
        const found: { proof: JsonObject } | undefined =
          proof === null
            ? undefined
            : { proof: await proofSpec(proof).check(deps, caller, challenge, body.proof) };
        const outcome = await journal.submit(commands.answer, {
          ...askedBy(request),
          body: {
            challenge: challenge.id,
            answer: body.answer,
            about: body.about,
            proof,
            reason: body.reason ?? '',
          },
          ...(found ? { found } : {}),
        });
        if (outcome.refused) outcome.reply();
        return show(request, outcome.hit);
      },
    },
    {
      method: 'POST',
      path: '/v1/challenges/:id/cancel',
      summary: 'Give up what I asked for',
      tag: 'challenges',
      callers: ['person'],
      params: IdParams,
      replies: { 200: ChallengeReplySchema },
      async handle(request) {
        const challenge = await find(request);
        const outcome = await journal.submit(commands.cancel, {
          ...askedBy(request),
          body: { challenge: challenge.id },
        });
        if (outcome.refused) outcome.reply();
        return show(request, outcome.hit);
      },
    },
    {
      method: 'POST',
      path: '/v1/challenges/:id/codes',
      summary: 'Send me a one-time code for this answer, to my registered phone',
      tag: 'challenges',
      callers: ['person'],
      params: IdParams,
      replies: { 202: Strict({ expiresAt: schemas.TimeSchema }) },
      limitPerMinute: 6,
      async handle(request) {
        const challenge = await find(request);
        const outcome = await sendCode({
          challenge: challenge.id,
          person: signedIn(request).person,
          ...askedBy(request),
          locale: request.locale,
        });
        return { status: 202, ...hitHeader(outcome), body: outcome.reply() };
      },
    },
    {
      method: 'POST',
      path: '/v1/challenges/:id/passkey-options',
      summary: 'What my passkey is to sign, so that its yes is good for this challenge alone',
      tag: 'challenges',
      callers: ['person'],
      params: IdParams,
      replies: { 200: PasskeyOptionsReply },
      limitPerMinute: ANSWERS_PER_MINUTE,
      async handle(request) {
        const { id, about } = await find(request);
        return { body: await deps.passkeys.passkeyOptions(request.caller, { challengeId: id, about }) };
      },
    },
    ...policyRoutes(deps),
  ];
}

function kindOf(shown: unknown): string {
  if (shown === undefined || shown === null) return 'word';
  const [field] = Object.keys(shown);
  const spec = proofSpecs.find(({ kind }) => kind === field);
  return spec ? spec.kind : refuse('BODY_INVALID', { where: 'body/proof' });
}
