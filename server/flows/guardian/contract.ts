/** What `guardian` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { DeliveryAddressSchema } from '../../mechanisms/addresses/index.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { phoneSchema, pinProofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, ListOf, MoneySchema, OneOf, PageQuery, Strict, TimeSchema } = schemas;

/** The kind of the rule. */
export const GUARDIAN = 'guardian';
/** The kind of the challenges by which somebody becomes a guardian. */
export const GUARDIANSHIP = 'guardianship';

export const guardianRefusals = defineRefusals({
  GUARDIAN_OF_SELF: { status: 422, text: 'Nobody can be his own guardian.' },
  GUARDIAN_CIRCLE: {
    status: 422,
    text: 'A ward, or a ward of his ward and so on, cannot be the guardian of his guardian.',
  },
  GUARDIAN_EXISTS: { status: 409, text: 'This person is asked already, or is the ward of this guardian.' },
  GUARDIAN_COUNT_LIMIT: { status: 422, text: 'There are as many guardians or wards as there may be.' },
  GUARDIAN_LIMITS_INVALID: {
    status: 422,
    text: 'A small amount is at most a large one, and the small sum of a day at most the normal one.',
  },
  GUARDIAN_UNTIL_PAST: { status: 422, text: 'The guardianship would end before it begins.' },
  GUARDIAN_ADDRESS_NOT_APPROVED: {
    status: 422,
    text: 'A large amount goes only to an address that a guardian has approved before.',
  },
});

const WishedLimits = {
  small: MoneySchema,
  large: MoneySchema,
  dailySmall: Type.Optional(MoneySchema),
  dailyNormal: Type.Optional(MoneySchema),
};

export const AskGuardianship = Strict({
  ward: Type.Union([IdOf('person'), phoneSchema], { description: 'A person id or a phone number (E.164)' }),
  relation: OneOf(['minor', 'elder']),
  until: Type.Optional(TimeSchema),
  limits: Type.Optional(Strict(WishedLimits, 'Where the ward has guardians already, theirs stay')),
  proof: pinProofSchema,
});
export type AskGuardianshipBody = Static<typeof AskGuardianship>;

export const SetLimits = Strict({ ...WishedLimits, proof: pinProofSchema });
export type SetLimitsBody = Static<typeof SetLimits>;

export const OwnProof = Strict({ proof: pinProofSchema });
export type OwnProofBody = Static<typeof OwnProof>;

export const WardParams = Strict({ ward: IdOf('person') });
export const AddressParams = Strict({ ward: IdOf('person'), address: IdOf('address') });
export const HistoryQuery = Strict({
  limit: PageQuery.limit,
  after: Type.Optional(IdOf('notice')),
});
export const OutlookQuery = Strict({
  minor: Type.String({ pattern: '^[0-9]{1,19}$' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  address: Type.Optional(IdOf('address')),
});

const PersonBrief = Type.Object({ id: Type.String(), name: Type.String() });
const LimitsReply = Type.Object({
  small: MoneySchema,
  large: MoneySchema,
  dailySmall: MoneySchema,
  dailyNormal: MoneySchema,
});

export const GuardianshipReply = Type.Object({
  ward: PersonBrief,
  guardians: Type.Array(PersonBrief),
  relation: OneOf(['minor', 'elder']),
  limits: LimitsReply,
  spentToday: Type.Object(MoneySchema.properties, {
    description: 'What has passed since midnight UTC, or waits, without the yes of a guardian',
  }),
  state: OneOf(['asked', 'active']),
  until: Type.Optional(TimeSchema),
  challenge: Type.Optional(IdOf('challenge')),
});
export type GuardianshipView = Static<typeof GuardianshipReply>;

export const GuardianshipsReply = Type.Object({
  asGuardian: Type.Array(GuardianshipReply),
  asWard: Type.Union([GuardianshipReply, Type.Null()]),
});

export const EndedReply = Type.Object({ ward: IdOf('person'), state: OneOf(['ended']) });
export type EndedView = Static<typeof EndedReply>;

export const LimitsSetReply = Type.Object({ ward: IdOf('person'), limits: LimitsReply });
export type LimitsSetView = Static<typeof LimitsSetReply>;

export const MarkedAddressReply = Type.Object({
  ward: IdOf('person'),
  address: IdOf('address'),
  approved: Type.Boolean(),
});
export type MarkedAddressView = Static<typeof MarkedAddressReply>;

export const WardAddressList = ListOf(
  Type.Object({ address: DeliveryAddressSchema, isDefault: Type.Boolean(), approved: Type.Boolean() }),
);

const Band = OneOf(['small', 'normal', 'large']);
/** `free`: nothing was asked; `own-proof`: the ward's own PIN; `guardian`: a guardian's yes. */
const Verdict = OneOf(['free', 'own-proof', 'guardian', 'refused']);

export const NoticeReply = Type.Object({
  id: IdOf('notice'),
  ward: PersonBrief,
  subject: Type.String({ description: 'The id of the payment, transfer or withdrawal' }),
  kind: OneOf(['payment', 'transfer', 'withdrawal']),
  payee: PersonBrief,
  amount: MoneySchema,
  band: Type.Unsafe<Static<typeof Band>>({ ...Band, description: 'By the amount alone' }),
  treatedAs: Type.Unsafe<Static<typeof Band>>({ ...Band, description: 'With what else passed on that day' }),
  address: Type.Union([DeliveryAddressSchema, Type.Null()]),
  addressApproved: Type.Boolean({ description: 'When it was paid; false where nothing is delivered' }),
  verdict: Verdict,
  because: Type.String(),
  state: OneOf(['asked', 'paid', 'failed']),
  answeredBy: Type.Optional(
    Type.Object(
      { id: Type.String(), name: Type.String(), answer: OneOf(['yes', 'no']) },
      { description: 'In the history: the guardian who decided' },
    ),
  ),
  at: TimeSchema,
  endedAt: Type.Optional(TimeSchema),
});
export type NoticeView = Static<typeof NoticeReply>;

export const NoticeList = ListOf(NoticeReply);

export const OutlookReply = Type.Object({
  band: Band,
  treatedAs: Band,
  verdict: Verdict,
  because: Type.String(),
});
