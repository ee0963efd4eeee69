/** Policy over HTTP: my rules, a person's rules and their history, and the dry run. */
import type { Id } from '../../kernel/id.ts';
import { parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { askedBy, bodyOf, hitHeader, type RouteSpec, schemas, signedIn } from '../http/index.ts';
import { DryRun, type DryRunBody, DryRunReply, PolicyHistoryReply, PolicyReply } from './contract.ts';
import { dryRun } from './dry-run.ts';
import type { RouteDeps } from './routes.ts';
import { policyHistory, policyOf, type Rule } from './storage.ts';
import { ruleView } from './views.ts';

const { IdOf, Strict } = schemas;

/** These are about who asks and how, not about the act that is tried. */
const REFUSED_TO_ASKER = new Set(['FORBIDDEN', 'UNAUTHENTICATED', 'IDEMPOTENCY_KEY_REUSED']);

export function policyRoutes({ database, journal, people }: RouteDeps): RouteSpec[] {
  const db = database.pool;

  async function namesOf(ids: readonly string[]): Promise<(id: string) => string> {
    const wanted = [...new Set(ids)].filter((id) => id.startsWith('person_'));
    const names = new Map(
      await Promise.all(wanted.map(async (id) => [id, (await people.displayName(id)) ?? ''] as const)),
    );
    return (id) => names.get(id) ?? '';
  }

  async function currentOf(person: string) {
    const policy = await policyOf(db, person);
    const rules: readonly Rule[] = policy?.rules ?? [];
    const name = await namesOf(rules.map(({ setBy }) => setBy));
    return { version: policy?.version ?? 0, rules: rules.map((rule) => ruleView(rule, name)) };
  }

  return [
    {
      method: 'GET',
      path: '/v1/me/policy',
      summary: 'The rules by which my payments are judged',
      tag: 'challenges',
      callers: ['person'],
      replies: { 200: PolicyReply },
      handle: async (request) => ({ body: await currentOf(signedIn(request).person) }),
    },
    {
      method: 'GET',
      path: '/v1/operator/people/:id/policy',
      summary: "A person's rules and every version that ever held",
      tag: 'operator',
      callers: ['operator'],
      operatorRoles: ['viewer', 'support', 'admin'],
      params: Strict({ id: IdOf('person') }),
      replies: { 200: PolicyHistoryReply },
      async handle({ params }) {
        const person = params.id ?? '';
        const versions = await policyHistory(db, person);
        const name = await namesOf(
          versions.flatMap(({ setBy, rules }) => [setBy, ...rules.map((rule) => rule.setBy)]),
        );
        return {
          body: {
            current: await currentOf(person),
            history: versions.map(({ version, at, setBy, rules }) => ({
              version,
              at: isoTime(at),
              by: { id: setBy, name: name(setBy) },
              rules: rules.map((rule) => ruleView(rule, name)),
            })),
          },
        };
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/policy/dry-run',
      summary: 'What an act of this person would meet: whom it would ask, because of which rule',
      tag: 'operator',
      callers: ['operator'],
      operatorRoles: ['viewer', 'support', 'admin'],
      body: DryRun,
      replies: { 200: DryRunReply },
      async handle(request) {
        const body = bodyOf<DryRunBody>(request);
        parseMoney(body.amount);
        const outcome = await journal.submit(dryRun, {
          ...askedBy(request),
          body: {
            person: body.person as Id<'person'>,
            kind: body.kind,
            amount: body.amount,
            payee: body.payee ?? '',
            device: (body.device ?? null) as Id<'device'> | null,
            address: body.address ?? null,
          },
        });
        // What a rule refuses is an answer here, not an error.
        if (outcome.refused && !REFUSED_TO_ASKER.has(outcome.refused.code)) {
          const { code } = outcome.refused;
          return {
            body: { outcome: 'refused', code, reasons: [], proofWaived: false },
            ...hitHeader(outcome),
          };
        }
        return { body: outcome.reply(), ...hitHeader(outcome) };
      },
    },
  ];
}
