/** Supervision over HTTP: the payer asks and leaves, the supervisor sets the free limit and the deputies, and resigns. */
import type { Id } from '../../kernel/id.ts';
import { parseLimit } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  type HttpAnswer,
  type HttpRequest,
  hitHeader,
  listBody,
  pageOf,
  type RouteSpec,
  signedIn,
} from '../../mechanisms/http/index.ts';
import type { Outcome } from '../../mechanisms/journal/index.ts';
import type { ProofBody } from '../../mechanisms/people/index.ts';
import { askSupervision, leaveSupervision, type Reply } from './commands.ts';
import * as contract from './contract.ts';
import { createReads } from './reads.ts';
import { type ChangeSupervision, changeSupervision, resignSupervision } from './supervisor-commands.ts';
import { deputyView } from './views.ts';

const callers = ['person'] as const;
const tag = 'supervisor';
const limitPerMinute = 20;

export function supervisorRoutes(ground: Ground): RouteSpec[] {
  const { journal, people } = ground;
  const reads = createReads(ground);

  const personBy = (request: HttpRequest, wish: string) => people.personMeant(signedIn(request).person, wish);

  async function given(request: HttpRequest, proof?: ProofBody) {
    const asked = askedBy(request);
    return proof ? { ...asked, found: { proof: await people.checkProof(request.caller, proof) } } : asked;
  }

  async function answer(
    outcome: Outcome<Reply>,
    payer: string,
    { status = 200, asDeputy = false } = {},
  ): Promise<HttpAnswer> {
    const { id } = outcome.reply();
    // A repeated request is not told of a supervision that came later, with somebody else (R4).
    const view = (await reads.ofSupervision(payer, id)) ?? refuse('NOT_FOUND');
    return {
      status,
      body: asDeputy ? deputyView(view) : view,
      ...hitHeader(outcome),
    };
  }

  async function change(request: HttpRequest, body: Omit<ChangeSupervision, 'payer'>, proof?: ProofBody) {
    const payer = request.params.payer as Id<'person'>;
    const outcome = await journal.submit(changeSupervision, {
      ...(await given(request, proof)),
      body: { payer, ...body },
    });
    return answer(outcome, payer, { asDeputy: body.removeDeputy === signedIn(request).person });
  }

  return [
    {
      method: 'GET',
      path: '/v1/supervision',
      summary: 'Who supervises me, whom I supervise, and for whose supervisors I stand in',
      tag,
      callers,
      replies: { 200: contract.SupervisionsReply },
      async handle({ caller }) {
        const { person } = signedIn({ caller });
        const [ofMine, asSupervisor, asDeputy] = await Promise.all([
          reads.asPayer(person),
          reads.asSupervisor(person),
          reads.asDeputy(person),
        ]);
        return { body: { ...ofMine, asSupervisor, asDeputy } };
      },
    },
    {
      method: 'POST',
      path: '/v1/supervision',
      summary: 'Ask somebody to supervise my payments; it begins with his yes',
      tag,
      callers,
      limitPerMinute,
      body: contract.AskSupervisor,
      replies: { 201: contract.SupervisionReply },
      async handle(request) {
        const payer = signedIn(request).person;
        const body = bodyOf<contract.AskSupervisorBody>(request);
        const outcome = await journal.submit(askSupervision, {
          ...(await given(request, body.proof)),
          body: { payer, supervisor: await personBy(request, body.supervisor) },
        });
        return answer(outcome, payer, { status: 201 });
      },
    },
    {
      method: 'POST',
      path: '/v1/supervision/leave',
      summary: "Leave supervision: at once with the supervisor's yes, else 24 hours later",
      tag,
      callers,
      limitPerMinute,
      body: contract.Proven,
      replies: { 200: contract.SupervisionReply },
      async handle(request) {
        const payer = signedIn(request).person;
        const outcome = await journal.submit(leaveSupervision, {
          ...(await given(request, bodyOf<contract.ProvenBody>(request).proof)),
          body: { payer },
        });
        return answer(outcome, payer);
      },
    },
    {
      method: 'PUT',
      path: '/v1/supervision/:payer/free-limit',
      summary: 'Up to which amount the payer needs no yes; the supervisor alone sets it',
      tag,
      callers,
      limitPerMinute,
      params: contract.PayerParams,
      body: contract.SetFreeLimit,
      replies: { 200: contract.SupervisionReply },
      handle(request) {
        const { freeLimit, proof } = bodyOf<contract.SetFreeLimitBody>(request);
        parseLimit(freeLimit);
        return change(request, { freeLimit }, proof);
      },
    },
    {
      method: 'POST',
      path: '/v1/supervision/:payer/deputies',
      summary: 'Name somebody who may answer when the supervisor cannot be reached',
      tag,
      callers,
      limitPerMinute,
      params: contract.PayerParams,
      body: contract.AddDeputy,
      replies: { 200: contract.SupervisionReply },
      async handle(request) {
        const { person, proof } = bodyOf<contract.AddDeputyBody>(request);
        return change(request, { addDeputy: await personBy(request, person) }, proof);
      },
    },
    {
      method: 'DELETE',
      path: '/v1/supervision/:payer/deputies/:person',
      summary: 'A deputy answers no more: the supervisor takes him out, or he himself',
      tag,
      callers,
      params: contract.DeputyParams,
      replies: { 200: contract.SupervisionReply },
      handle: (request) => change(request, { removeDeputy: request.params.person as Id<'person'> }),
    },
    {
      method: 'POST',
      path: '/v1/supervision/:payer/resign',
      summary: 'The supervisor gives it up; from then on nobody is asked',
      tag,
      callers,
      limitPerMinute,
      params: contract.PayerParams,
      body: contract.Proven,
      replies: { 200: contract.SupervisionReply },
      async handle(request) {
        const payer = request.params.payer as Id<'person'>;
        const outcome = await journal.submit(resignSupervision, {
          ...(await given(request, bodyOf<contract.ProvenBody>(request).proof)),
          body: { payer },
        });
        return answer(outcome, payer, { asDeputy: true });
      },
    },
    {
      method: 'GET',
      path: '/v1/supervision/:payer/history',
      summary: 'What of the payer was asked for, how it was answered and what became of it',
      tag,
      callers,
      params: contract.PayerParams,
      query: contract.HistoryQuery,
      replies: { 200: contract.HistoryReply },
      async handle(request) {
        const page = pageOf(request, 'challenge');
        const payer = request.params.payer ?? '';
        const items = await reads.history(signedIn(request).person, { ...page, payer });
        return {
          body: listBody(page, items, { show: (item) => item, cursor: ({ challenge }) => challenge }),
        };
      },
    },
  ];
}
