/** What `supervisor` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { phoneSchema, pinProofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, ListOf, MoneySchema, OneOf, PageQuery, Strict, TimeSchema } = schemas;

/** The kind of the rule, and of the challenge by which a person agrees to supervise. */
export const SUPERVISOR = 'supervisor';
export const SUPERVISION = 'supervision';
export const SUPERVISION_END = 'supervision-end';

export const supervisorRefusals = defineRefusals({
  SUPERVISOR_UNKNOWN: { status: 422, text: 'There is no such person to supervise, or to stand in.' },
  SUPERVISOR_IS_PAYER: { status: 422, text: 'Nobody supervises himself.' },
  SUPERVISOR_DEPENDS: {
    status: 422,
    text: 'A rule of this person names the payer: who depends on the payer cannot supervise him.',
  },
  SUPERVISED_ALREADY: { status: 409, text: 'The payer is supervised. Leave that supervision first.' },
  DEPUTIES_FULL: { status: 422, text: 'There are as many deputies as are allowed; details.most tells.' },
});

const Person = Type.Union([IdOf('person'), phoneSchema], { description: 'A person id or a phone number' });

export const AskSupervisor = Strict({ supervisor: Person, proof: pinProofSchema });
export type AskSupervisorBody = Static<typeof AskSupervisor>;
export const Proven = Strict({ proof: pinProofSchema });
export type ProvenBody = Static<typeof Proven>;
export const SetFreeLimit = Strict({ freeLimit: MoneySchema, proof: pinProofSchema });
export type SetFreeLimitBody = Static<typeof SetFreeLimit>;
export const AddDeputy = Strict({ person: Person, proof: pinProofSchema });
export type AddDeputyBody = Static<typeof AddDeputy>;

export const PayerParams = Strict({ payer: IdOf('person') });
export const DeputyParams = Strict({ payer: IdOf('person'), person: IdOf('person') });
export const HistoryQuery = Strict(PageQuery);

const Brief = Type.Object({ id: IdOf('person'), name: Type.String() });

export const SupervisionReply = Type.Object({
  payer: Brief,
  supervisor: Brief,
  deputies: Type.Array(Brief),
  freeLimit: MoneySchema,
  state: OneOf(['asked', 'active', 'leaving', 'ended']),
  endsAt: Type.Optional(TimeSchema),
  challenge: Type.Optional(IdOf('challenge')),
  leaveRefused: Type.Optional(
    Type.Object({ reason: Type.String(), at: TimeSchema }, { description: 'It ends at endsAt all the same' }),
  ),
});
export type SupervisionView = Static<typeof SupervisionReply>;

export const SupervisionsReply = Type.Object({
  asPayer: Type.Union([SupervisionReply, Type.Null()]),
  asSupervisor: Type.Array(SupervisionReply),
  asDeputy: Type.Array(SupervisionReply, {
    description: 'For whose supervisors I may answer; what passes between payer and supervisor is left out',
  }),
  resigned: Type.Optional(
    Type.Object(
      { supervisor: Brief, at: TimeSchema },
      { description: 'My last supervisor gave it up, and I have asked nobody since' },
    ),
  ),
});

export const HistoryReply = ListOf(
  Type.Object({
    challenge: IdOf('challenge'),
    kind: Type.String(),
    subject: Type.String({ description: 'The payment, transfer or withdrawal' }),
    payee: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
    amount: Type.Optional(MoneySchema),
    note: Type.Optional(Type.String()),
    state: OneOf(['pending', 'approved', 'refused', 'cancelled', 'expired']),
    outcome: OneOf(['waiting', 'paid', 'dropped']),
    answeredBy: Type.Optional(Brief),
    createdAt: TimeSchema,
    endedAt: Type.Optional(TimeSchema),
  }),
);
export type HistoryItem = Static<typeof HistoryReply>['data'][number];
