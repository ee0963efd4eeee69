/** Error prompts over HTTP: what a front-end asks, and what the operator writes. */
import { randomBytes } from 'node:crypto';
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  hitHeader,
  listBody,
  type RouteSpec,
  schemas,
  wholeList,
} from '../../mechanisms/http/index.ts';
import { deleteRule, ruleView, saveRule } from './commands.ts';
import {
  AskPrompt,
  type AskPromptBody,
  PromptReply,
  RuleList,
  RuleReply,
  SaveRule,
  type SaveRuleBody,
  TryReply,
  UnmappedList,
  UnmappedQuery,
  VersionList,
  VersionsQuery,
} from './contract.ts';
import { sanitize, sanitizeCode } from './rules.ts';
import { activeRules, listUnmapped, namesOf, versionsBefore } from './storage.ts';
import { type PromptStore, readMessage } from './store.ts';

const { IdOf, Strict } = schemas;
const BASE = '/v1/operator/error-prompts';
const OPERATOR = { tag: 'operator', callers: ['operator'] } as const;

export function promptRoutes(ground: Ground, store: PromptStore): RouteSpec[] {
  const { journal, log } = ground;
  const pool = ground.database.pool;
  return [
    {
      method: 'POST',
      path: '/v1/error-prompts',
      summary: 'Turns an error message that a front-end got into words for a person',
      tag: 'error-prompts',
      callers: ['anonymous', 'person', 'merchant', 'staff', 'operator'],
      idempotent: false,
      limitPerMinute: 60,
      body: AskPrompt,
      replies: { 200: PromptReply },
      async handle(request) {
        const message = readMessage(bodyOf<AskPromptBody>(request));
        const reference = `ref_${randomBytes(9).toString('base64url')}`;
        const prompt = store.prompt(message, {}, request.locale);
        const said = {
          reference,
          errorCode: sanitizeCode(message.codes[0] ?? ''),
          said: sanitize(message.message),
          source: message.source,
        };
        log.info(said, 'error prompt given');
        return { body: { prompt, reference } };
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: BASE,
      summary: 'The rules in force, newest first',
      replies: { 200: RuleList },
      async handle() {
        const rules = await activeRules(pool);
        const names = await namesOf(
          pool,
          rules.map((rule) => rule.author),
        );
        const data = rules.map((rule) => ruleView(rule, names.get(rule.author) ?? rule.author));
        return { body: { version: store.version, ...wholeList(data) } };
      },
    },
    {
      ...OPERATOR,
      method: 'POST',
      path: BASE,
      summary: 'Save a rule; it acts everywhere within five seconds',
      operatorRoles: ['support', 'admin'],
      body: SaveRule,
      replies: { 201: RuleReply },
      async handle(request) {
        const outcome = await journal.submit(saveRule, {
          ...askedBy(request),
          body: bodyOf<SaveRuleBody>(request),
        });
        await store.refresh();
        return commandAnswer(outcome, 201);
      },
    },
    {
      ...OPERATOR,
      method: 'DELETE',
      path: `${BASE}/:id`,
      summary: 'Delete a rule: what it spoke for falls back to the next',
      operatorRoles: ['support', 'admin'],
      params: Strict({ id: IdOf('prompt') }),
      replies: { 204: schemas.NoContent },
      async handle(request) {
        const outcome = await journal.submit(deleteRule, {
          ...askedBy(request),
          body: { id: request.params.id as Id<'prompt'> },
        });
        outcome.reply();
        await store.refresh();
        return { status: 204, ...hitHeader(outcome) };
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: `${BASE}/versions`,
      summary: 'Every version of the rules, who made it and what it changed; newest first',
      query: VersionsQuery,
      replies: { 200: VersionList },
      async handle({ query }) {
        const limit = Number(query.limit ?? 20);
        const after = versionOf(query.after);
        const rows = await versionsBefore(pool, after, limit + 1);
        const names = await namesOf(
          pool,
          rows.map((row) => row.author),
        );
        const show = ({ version, at, author, act, rule }: (typeof rows)[number]) => ({
          version,
          at: new Date(at).toISOString(),
          author: names.get(author) ?? author,
          act,
          rule: rule === null ? null : { ...rule, author: names.get(rule.author) ?? rule.author },
        });
        return { body: listBody({ shown: limit }, rows, { show, cursor: ({ version }) => String(version) }) };
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: `${BASE}/unmapped`,
      summary: 'Messages that nobody has written a prompt for, most frequent first, without secrets',
      query: UnmappedQuery,
      replies: { 200: UnmappedList },
      async handle({ query }) {
        await store.flush();
        const limit = Number(query.limit ?? 20);
        const rows = await listUnmapped(
          pool,
          query.after === undefined ? null : String(query.after),
          limit + 1,
        );
        return { body: listBody({ shown: limit }, rows, { show: (row) => row, cursor: ({ key }) => key }) };
      },
    },
    {
      ...OPERATOR,
      method: 'POST',
      path: `${BASE}/try`,
      summary: 'What a message would become now; counts nothing',
      idempotent: false,
      body: AskPrompt,
      replies: { 200: TryReply },
      async handle(request) {
        const { en, zh, rule, mapped } = store.explain(readMessage(bodyOf<AskPromptBody>(request)), {});
        const found = rule === null ? undefined : (await activeRules(pool)).find(({ id }) => id === rule);
        return { body: { prompt: { en, zh }, rule: found ? ruleView(found) : null, mapped } };
      },
    },
  ];
}

/** The version to go on after; null on the first page. */
function versionOf(after: unknown): number | null {
  if (after === undefined) return null;
  return /^\d{1,9}$/.test(String(after))
    ? Number(after)
    : refuse('QUERY_INVALID', { where: 'querystring/after' });
}
