/** What `error-prompts` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../../mechanisms/http/index.ts';

const { IdOf, ListOf, PageQuery, Strict, TimeSchema } = schemas;

export const promptRefusals = defineRefusals({
  PROMPT_PATTERN_INVALID: {
    status: 422,
    text: 'The pattern is not a regular expression of RE2 syntax, or too costly.',
  },
  PROMPT_PLACEHOLDER_UNKNOWN: { status: 422, text: 'The text holds a placeholder that is not allowed.' },
  PROMPT_RULES_FULL: { status: 409, text: 'There are as many rules as are allowed. Delete one first.' },
});

export const MAX_RULES = 500;
export const MAX_MESSAGE = 500;

const Code = Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9_.-]+$' });
const Words = Type.String({ minLength: 1, maxLength: 300, pattern: '^[^\\u0000-\\u001f]+$' });

const MatchSchema = Type.Union([
  Strict({ code: Code }),
  Strict({ pattern: Type.String({ minLength: 1, maxLength: 200 }) }),
  Strict({ family: Type.Union([Code, Type.Literal('*')]) }),
]);
export type MatchBody = { code: string } | { pattern: string } | { family: string };

const TextsSchema = Strict({ en: Words, zh: Type.Optional(Words) });

export const SaveRule = Strict({
  match: MatchSchema,
  texts: TextsSchema,
  priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000, default: 0 })),
});
export type SaveRuleBody = { match: MatchBody; texts: { en: string; zh?: string }; priority?: number };

export const RuleReply = Type.Object({
  id: IdOf('prompt'),
  match: MatchSchema,
  texts: TextsSchema,
  priority: Type.Integer(),
  version: Type.Integer(),
  author: Type.String(),
  createdAt: TimeSchema,
});
export type RuleView = {
  id: string;
  match: MatchBody;
  texts: { en: string; zh?: string };
  priority: number;
  version: number;
  author: string;
  createdAt: string;
};

export const RuleList = Type.Object({ version: Type.Integer(), ...ListOf(RuleReply).properties });
export const VersionList = ListOf(
  Type.Object({
    version: Type.Integer(),
    at: TimeSchema,
    author: Type.String(),
    act: Type.Union([Type.Literal('built-in'), Type.Literal('saved'), Type.Literal('deleted')]),
    rule: Type.Union([RuleReply, Type.Null()]),
  }),
);
export const UnmappedList = ListOf(
  Type.Object({
    key: Type.String(),
    code: Type.Union([Type.String(), Type.Null()]),
    message: Type.String({ description: 'Digits and long words are masked' }),
    source: Type.String(),
    count: Type.String(),
    firstAt: TimeSchema,
    lastAt: TimeSchema,
  }),
);
export const VersionsQuery = Strict({ ...PageQuery });
export const UnmappedQuery = Strict({ ...PageQuery });

export const AskPrompt = Type.Object(
  {
    code: Type.Optional(Code),
    message: Type.Optional(Type.String({ maxLength: MAX_MESSAGE })),
    source: Type.Optional(
      Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$', description: 'Which front-end or system said it' }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type AskPromptBody = Static<typeof AskPrompt>;
export const PromptReply = Type.Object({ prompt: Type.String(), reference: Type.String() });
export const TryReply = Type.Object({
  prompt: Type.Object({ en: Type.String(), zh: Type.String() }),
  rule: Type.Union([RuleReply, Type.Null()]),
  mapped: Type.Boolean(),
});
