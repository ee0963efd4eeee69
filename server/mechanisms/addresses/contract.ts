/** What an address is made of, and how it is refused. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { schemas } from '../http/index.ts';
import { phoneSchema } from '../people/index.ts';
import type { Address } from './storage.ts';

const { IdOf, Strict, TimeSchema, Words, WordsOrNone } = schemas;

export const addressRefusals = defineRefusals({
  ADDRESS_LIMIT: { status: 422, text: 'There are as many addresses as may be kept. Remove one first.' },
  ADDRESS_REQUIRED: {
    status: 422,
    text: 'The order is delivered: name an address, or make one the default.',
  },
  ADDRESS_UNKNOWN: { status: 422, text: 'The payer has no such address, or not any more.' },
});

export const AddAddress = Strict({
  label: Type.Optional({ ...WordsOrNone(30), description: 'What its owner calls it; nobody else sees it' }),
  recipient: Words(60),
  phone: phoneSchema,
  region: Words(60),
  city: Words(60),
  line: Words(200),
  postcode: Type.Optional(Type.String({ pattern: '^([0-9A-Za-z][0-9A-Za-z -]{1,10}[0-9A-Za-z])?$' })),
});
export type AddAddressBody = Static<typeof AddAddress>;

const said = {
  id: IdOf('address'),
  recipient: Type.String(),
  phone: Type.String(),
  region: Type.String(),
  city: Type.String(),
  line: Type.String(),
  postcode: Type.String({ description: 'Empty where there is none' }),
};

/** Where something goes, as it was said at the time: kept with the order, whatever happens to the address later. */
export const DeliveryAddressSchema = Type.Object(said);
export type DeliveryAddress = Readonly<Static<typeof DeliveryAddressSchema>>;

export const AddressReply = Type.Object({
  ...said,
  label: Type.String(),
  isDefault: Type.Boolean(),
  createdAt: TimeSchema,
});
export type AddressView = Static<typeof AddressReply>;

/** Not paged: nobody has more than 20. */
export const AddressList = schemas.ListOf(AddressReply);

export function addressView(address: Address, isDefault: boolean): AddressView {
  return {
    id: address.id,
    label: address.label,
    recipient: address.recipient,
    phone: address.phone,
    region: address.region,
    city: address.city,
    line: address.line,
    postcode: address.postcode,
    isDefault,
    createdAt: isoTime(address.createdAt),
  };
}

/** Without its label, which is its owner's own word. */
export function snapshotOf(address: Address): DeliveryAddress {
  return {
    id: address.id,
    recipient: address.recipient,
    phone: address.phone,
    region: address.region,
    city: address.city,
    line: address.line,
    postcode: address.postcode,
  };
}
