/** What `second-device-voice` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { pinProofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, MoneySchema, Strict, TimeSchema } = schemas;

/** The kind of the rule, and of the challenges by which it is loosened. */
export const SECOND_DEVICE = 'second-device';
export const MAX_DEVICES = 10;

export const secondDeviceRefusals = defineRefusals({
  SECOND_DEVICE_MISSING: {
    status: 422,
    text: 'This needs another confirming device of the same person, and there is none.',
  },
});

const DeviceIds = Type.Array(IdOf('device'), { minItems: 1, maxItems: MAX_DEVICES, uniqueItems: true });

export const SetSecondDevice = Strict({
  above: MoneySchema,
  devices: DeviceIds,
  proof: pinProofSchema,
});
export type SetSecondDeviceBody = Static<typeof SetSecondDevice>;

export const RemoveSecondDevice = Strict({ proof: pinProofSchema });
export type RemoveSecondDeviceBody = Static<typeof RemoveSecondDevice>;

const NullOr = <T extends ReturnType<typeof Type.Object | typeof Type.Array>>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const SecondDeviceReply = Type.Object({
  above: Type.Union([MoneySchema, Type.Null()], { description: 'null: no second device is asked' }),
  devices: Type.Array(
    Type.Object({
      id: IdOf('device'),
      name: Type.String(),
      confirms: Type.Boolean(),
      isThis: Type.Boolean(),
      signedIn: Type.Boolean(),
    }),
  ),
  endsAt: Type.Optional(TimeSchema),
  waiting: Type.Optional(
    Type.Object(
      {
        challenge: IdOf('challenge'),
        above: Type.Union([MoneySchema, Type.Null()]),
        devices: NullOr(Type.Array(IdOf('device'))),
      },
      { description: 'A loosening that waits for the yes of another device' },
    ),
  ),
});
export type SecondDeviceView = Static<typeof SecondDeviceReply>;
