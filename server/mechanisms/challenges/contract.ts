/** What challenges take and answer, and how they refuse. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../http/index.ts';
import { proofSpecs } from './proofs/index.ts';

const { IdOf, ListOf, MoneySchema, NoteSchema, OneOf, PageQuery, Strict, TimeSchema } = schemas;

export const challengeRefusals = defineRefusals({
  CHALLENGE_OVER: { status: 409, text: 'The challenge has ended; details.state tells how.' },
  CHALLENGE_CHANGED: {
    status: 409,
    text: 'The answer is about something else than is asked now. Show the challenge again.',
  },
  APPROVER_PROOF_REQUIRED: {
    status: 422,
    text: 'This answer needs a proof; details.accepted names the kinds.',
  },
});

const proofSchemas = proofSpecs.flatMap(({ schema }) => schema ?? []);

export const AnswerChallenge = Strict({
  answer: OneOf(['yes', 'no']),
  about: Type.String({ pattern: '^[0-9a-f]{64}$', description: '`about` of the challenge that was shown' }),
  reason: Type.Optional(NoteSchema),
  proof: Type.Optional(Type.Union(proofSchemas)),
});
export type AnswerChallengeBody = Static<typeof AnswerChallenge>;

export const ChallengesQuery = Strict({
  ...PageQuery,
  role: Type.Optional({
    ...OneOf(['approver', 'asker', 'operator']),
    description: '`operator`: what is asked of my roles, not of me as a person',
  }),
  state: Type.Optional(OneOf(['pending', 'all'])),
});

const PersonBrief = Type.Object({ id: Type.String(), name: Type.String() });
const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const ShownReply = Type.Object({
  payee: Type.Optional(PersonBrief),
  amount: Type.Optional(MoneySchema),
  mode: Type.Optional(OneOf(['balance', 'card'])),
  lines: Type.Optional(
    Type.Array(Type.Object({ item: Type.String(), quantity: Type.Integer(), unitPrice: Type.String() })),
  ),
  address: Type.Optional(AnyObject),
  note: Type.Optional(Type.String()),
  text: Type.Optional(Type.String({ description: 'Names an act that moves no money' })),
});

export const ReasonReply = Type.Object({
  rule: Type.String(),
  version: Type.Integer(),
  because: Type.String(),
  details: AnyObject,
});

export const ChallengeReplySchema = Type.Object({
  id: IdOf('challenge'),
  version: Type.Integer(),
  state: OneOf(['pending', 'approved', 'refused', 'cancelled', 'expired']),
  kind: Type.String(),
  subject: Type.String({ description: 'The id of what waits' }),
  about: Type.String({ description: 'Hash of what a yes is about; send it back with the answer' }),
  shown: ShownReply,
  asker: PersonBrief,
  reasons: Type.Array(ReasonReply),
  needs: Type.Unknown({ description: 'all, any, atLeast/of or leaf, nested' }),
  mine: Type.Union([
    Type.Object({
      leaves: Type.Array(Type.Integer()),
      proof: Type.Array(Type.String()),
      answered: Type.Boolean(),
    }),
    Type.Null(),
  ]),
  refusal: Type.Optional(Type.Object({ by: PersonBrief, reason: Type.String() })),
  expiresAt: TimeSchema,
  createdAt: TimeSchema,
  endedAt: Type.Optional(TimeSchema),
});
export type ChallengeView = Static<typeof ChallengeReplySchema>;

export const ChallengeList = ListOf(ChallengeReplySchema);

export const RuleReply = Type.Object({
  kind: Type.String(),
  version: Type.Integer(),
  setBy: PersonBrief,
  since: TimeSchema,
  until: Type.Optional(TimeSchema),
  params: AnyObject,
});
export const PolicyReply = Type.Object({ version: Type.Integer(), rules: Type.Array(RuleReply) });
export const PolicyHistoryReply = Type.Object({
  current: PolicyReply,
  history: Type.Array(
    Type.Object({ version: Type.Integer(), at: TimeSchema, by: PersonBrief, rules: Type.Array(RuleReply) }),
  ),
});

export const DryRun = Strict({
  person: IdOf('person'),
  kind: OneOf(['payment', 'transfer', 'withdrawal']),
  amount: MoneySchema,
  payee: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  device: Type.Optional(IdOf('device')),
  address: Type.Optional(IdOf('address')),
});
export type DryRunBody = Static<typeof DryRun>;

export const DryRunReply = Type.Object({
  outcome: OneOf(['goes-through', 'asks', 'refused']),
  code: Type.Optional(Type.String()),
  needs: Type.Optional(Type.Unknown()),
  reasons: Type.Array(ReasonReply),
  proofWaived: Type.Boolean(),
});
