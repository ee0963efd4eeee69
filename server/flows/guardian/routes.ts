/** Guardians and wards over HTTP. */
import type { Id } from '../../kernel/id.ts';
import { parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpRequest,
  listAnswer,
  pageOf,
  type RouteSpec,
  signedIn,
  timeIn,
  wholeList,
} from '../../mechanisms/http/index.ts';
import type { CommandSpec } from '../../mechanisms/journal/index.ts';
import type { ProofBody } from '../../mechanisms/people/index.ts';
import { endGuardianship, markAddress, setLimits } from './commands.ts';
import {
  AddressParams,
  AskGuardianship,
  type AskGuardianshipBody,
  EndedReply,
  GuardianshipReply,
  GuardianshipsReply,
  HistoryQuery,
  LimitsSetReply,
  MarkedAddressReply,
  NoticeList,
  OutlookQuery,
  OutlookReply,
  OwnProof,
  type OwnProofBody,
  SetLimits,
  type SetLimitsBody,
  WardAddressList,
  WardParams,
} from './contract.ts';
import { askGuardianship } from './link.ts';
import { guardianshipsOf, historyOf, outlookOf, wardAddresses } from './reads.ts';
import { defaultLimits, limitsOf } from './rules.ts';

const callers = ['person'] as const;
const tag = 'guardian';
const path = '/v1/guardianships';
const CHANGES_PER_MINUTE = 20;

export function guardianRoutes(ground: Ground): RouteSpec[] {
  const { journal, people, config } = ground;
  const at = () => ({ db: ground.database.pool, now: ground.clock.now() });

  /** Everything that a guardian changes takes his own PIN. */
  async function submit<B, R extends object>(
    request: HttpRequest,
    command: CommandSpec<B, R>,
    of: { readonly body: B; readonly proof: ProofBody },
  ) {
    const { caller } = request;
    return journal.submit(command, {
      ...askedBy(request),
      body: of.body,
      found: { proof: await people.checkProof(caller, of.proof) },
    });
  }

  return [
    {
      method: 'POST',
      path,
      summary: 'Ask to be the guardian of somebody; he says yes, or one of the guardians he has',
      tag,
      callers,
      limitPerMinute: CHANGES_PER_MINUTE,
      body: AskGuardianship,
      replies: { 201: GuardianshipReply },
      async handle(request) {
        const body = bodyOf<AskGuardianshipBody>(request);
        const guardian = signedIn(request).person;
        const until = timeIn(body.until, { code: 'BODY_INVALID', where: 'body/until' });
        const ward = await people.personMeant(guardian, body.ward);
        const outcome = await submit(request, askGuardianship, {
          proof: body.proof,
          body: {
            guardian,
            ward,
            relation: body.relation,
            limits: body.limits ? limitsOf(body.limits, config.currency) : defaultLimits(config.currency),
            until: until === null ? null : isoTime(until),
          },
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'GET',
      path,
      summary: 'Whose guardian I am, and who are mine',
      tag,
      callers,
      replies: { 200: GuardianshipsReply },
      handle: async (request) => ({ body: await guardianshipsOf(at(), signedIn(request).person) }),
    },
    {
      method: 'GET',
      path: `${path}/outlook`,
      summary: 'What a payment of mine would need now: nothing, my own proof, or a guardian',
      tag,
      callers,
      query: OutlookQuery,
      replies: { 200: OutlookReply },
      async handle(request) {
        const { minor, currency, address } = request.query;
        const amount = parseMoney({ minor: String(minor), currency: String(currency) });
        const where = address === undefined ? null : String(address);
        return { body: await outlookOf(at(), { ward: signedIn(request).person, amount, address: where }) };
      },
    },
    {
      method: 'PUT',
      path: `${path}/:ward/limits`,
      summary: 'Set what is small, what is large, and the sums of a day; by a guardian alone',
      tag,
      callers,
      limitPerMinute: CHANGES_PER_MINUTE,
      params: WardParams,
      body: SetLimits,
      replies: { 200: LimitsSetReply },
      async handle(request) {
        const { proof, ...limits } = bodyOf<SetLimitsBody>(request);
        const body = { ward: wardOf(request), limits: limitsOf(limits, config.currency) };
        return commandAnswer(await submit(request, setLimits, { proof, body }));
      },
    },
    {
      method: 'GET',
      path: `${path}/:ward/addresses`,
      summary: "A ward's delivery addresses, and which of them a guardian has approved",
      tag,
      callers,
      params: WardParams,
      replies: { 200: WardAddressList },
      async handle(request) {
        const of = { ward: wardOf(request), viewer: signedIn(request).person };
        return { body: wholeList(await wardAddresses(at(), of)) };
      },
    },
    ...(['PUT', 'DELETE'] as const).map(
      (method): RouteSpec => ({
        method,
        path: `${path}/:ward/addresses/:address`,
        summary:
          method === 'PUT' ? "Approve a ward's delivery address" : 'Take the approval of an address back',
        tag,
        callers,
        limitPerMinute: CHANGES_PER_MINUTE,
        params: AddressParams,
        body: OwnProof,
        replies: { 200: MarkedAddressReply },
        async handle(request) {
          const body = {
            ward: wardOf(request),
            address: request.params.address as Id<'address'>,
            approved: method === 'PUT',
          };
          const { proof } = bodyOf<OwnProofBody>(request);
          return commandAnswer(await submit(request, markAddress, { proof, body }));
        },
      }),
    ),
    {
      method: 'GET',
      path: `${path}/:ward/history`,
      summary: "A note for every payment of a ward: amount, address, and what the guardian's rule said",
      tag,
      callers,
      params: WardParams,
      query: HistoryQuery,
      replies: { 200: NoticeList },
      async handle(request) {
        const page = pageOf(request, 'notice');
        const viewer = signedIn(request).person;
        const notices = await historyOf(at(), { ...page, ward: wardOf(request), viewer });
        return listAnswer(page, notices, (notice) => notice);
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:ward`,
      summary: 'End my guardianship; other guardians remain',
      tag,
      callers,
      limitPerMinute: CHANGES_PER_MINUTE,
      params: WardParams,
      body: OwnProof,
      replies: { 200: EndedReply },
      async handle(request) {
        const { proof } = bodyOf<OwnProofBody>(request);
        const body = { ward: wardOf(request) };
        return commandAnswer(await submit(request, endGuardianship, { proof, body }));
      },
    },
  ];
}

const wardOf = ({ params }: HttpRequest) => params.ward as Id<'person'>;
