/** Schemas that many contracts share. Every object refuses unknown fields. */
import { type TProperties, type TSchema, Type } from 'typebox';
import { idPattern } from '../../kernel/id.ts';

export function Strict<T extends TProperties>(properties: T, description?: string) {
  return Type.Object(properties, { additionalProperties: false, ...(description ? { description } : {}) });
}

/** One of a few words. */
export function OneOf<const T extends string>(values: readonly T[]) {
  return Type.Unsafe<T>({ type: 'string', enum: [...values] });
}

export const IdOf = (prefix: string) =>
  Type.String({ pattern: idPattern(prefix), description: `TypeID with prefix ${prefix}` });

export const MoneySchema = Strict(
  {
    minor: Type.String({
      pattern: '^[0-9]{1,19}$',
      description: 'Minor units as a decimal string, e.g. cents',
    }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code' }),
  },
  'An amount of money',
);

/**
 * No control characters, and none that is invisible or turns the direction of text: whoever approves a name or an address
 * must see what it says.
 */
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff';
/** What people read, empty if they like. */
export const WordsOrNone = (maxLength: number) => Type.String({ maxLength, pattern: `^[^${UNSEEN}]*$` });
/** What people read: not empty, nor of spaces alone. */
export const Words = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: `^[^${UNSEEN}]*[^\\s${UNSEEN}][^${UNSEEN}]*$` });

export const ReferenceSchema = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f]+$',
});
/** What turns the direction of text or ends its line. Joined emoji are let through: notes are written by people. */
const TURNING = '\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069';
/** A thing that is sold: whoever approves it must read what it says, so something of it must be seen. */
export const ItemSchema = Type.String({
  minLength: 1,
  maxLength: 120,
  pattern: `^[^${TURNING}]*[^\\s${UNSEEN}][^${TURNING}]*$`,
  description: 'Names the line: no two lines of an order have the same',
});
export const NoteSchema = Type.String({ maxLength: 200, pattern: `^[^${TURNING}]*$` });
export const TimeSchema = Type.String({ format: 'date-time' });

/** For `replies`: status 204, an answer without a body. */
export const NoContent = Type.Null({ description: 'Done; there is nothing to say' });

/** Keyset paging: newest first, `after` is the cursor `next` of the page before. */
export const PageQuery = {
  after: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
};

/** A page of a list: `next` is null on the last one. */
export const ListOf = <T extends TSchema>(item: T) =>
  Type.Object({
    data: Type.Array(item),
    hasMore: Type.Boolean(),
    next: Type.Union([Type.String(), Type.Null()]),
  });

/** The same for lists that are short as a rule: shown whole unless they are not. */
export const LongPageQuery = {
  after: PageQuery.after,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 100 })),
};

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, UPPER_SNAKE' }),
    effect: OneOf(['none', 'applied', 'unknown']),
    prompt: Type.String({ description: 'What to show to a person, in the language of Accept-Language' }),
    reference: Type.String({ description: 'Quote it when asking for help' }),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { description: 'RFC 9457 problem details' },
);
