/** What guardians and wards see: who guards whom, addresses with their marks, the notes, and what an amount would need. */
import type { Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { addressesOf, addressView } from '../../mechanisms/addresses/index.ts';
import { activeRules, type Challenge, policies, type Rule } from '../../mechanisms/challenges/index.ts';
import { type Queryable, selectRows } from '../../mechanisms/database/index.ts';
import type { PageWish } from '../../mechanisms/http/index.ts';
import { persons } from '../../mechanisms/people/index.ts';
import { GUARDIAN, type GuardianshipView, type NoticeView } from './contract.ts';
import { isApproved, noticeView } from './kind.ts';
import { askedView, type Brief } from './link.ts';
import { type Guarding, type Judged, judgeAmount } from './rules.ts';
import { askedOf, linksOf, marksOf, noticesOf, spentOn } from './storage.ts';

type GuardingRule = Rule<Guarding>;

export type At = { readonly db: Queryable; readonly now: Instant };

async function rulesOf({ db, now }: At, wards: readonly string[]): Promise<Map<string, GuardingRule>> {
  const rows = await selectRows(db, policies, [...new Set(wards)]);
  return new Map(
    rows.flatMap((policy) => {
      const rule = activeRules(policy, now).find(({ kind }) => kind === GUARDIAN);
      return rule ? [[policy.person, rule as unknown as GuardingRule]] : [];
    }),
  );
}

async function briefsOf({ db }: At, ids: readonly string[]): Promise<Brief> {
  const rows = await selectRows(db, persons, [...new Set(ids)]);
  const names = new Map<string, string>(rows.map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: names.get(id) ?? '' });
}

/** May look: the guardians of a ward, and the ward himself. Everybody else finds nothing (R4). */
async function ruleFor(
  at: At,
  of: { readonly ward: string; readonly viewer: string },
): Promise<GuardingRule> {
  const rule = (await rulesOf(at, [of.ward])).get(of.ward);
  const may = of.viewer === of.ward || rule?.params.guardians.some((guardian) => guardian === of.viewer);
  return rule && may ? rule : refuse('NOT_FOUND');
}

export async function guardianshipsOf(at: At, person: string) {
  const links = await linksOf(at.db, person);
  const wards = [person, ...links.map(({ ward }) => ward)];
  const [rules, spent] = await Promise.all([rulesOf(at, wards), spentOn(at.db, wards, at.now)]);
  const brief = await briefsOf(at, [
    ...wards,
    ...links.map(({ guardian }) => guardian),
    ...[...rules.values()].flatMap(({ params }) => params.guardians),
  ]);
  const active = (ward: string, rule: GuardingRule) =>
    activeView({ ward, rule, spent: spent.get(ward) ?? 0n, brief });
  const asGuardian = links.flatMap((link) => {
    if (link.guardian !== person) return [];
    if (link.state === 'asked') return [askedView(link, brief)];
    const rule = rules.get(link.ward);
    return rule?.params.guardians.includes(link.guardian) ? [active(link.ward, rule)] : [];
  });
  const own = rules.get(person);
  const asked = links.find(({ ward, state }) => ward === person && state === 'asked');
  return {
    asGuardian,
    asWard: own ? active(person, own) : asked ? askedView(asked, brief) : null,
  };
}

function activeView(of: {
  readonly ward: string;
  readonly rule: GuardingRule;
  readonly spent: bigint;
  readonly brief: Brief;
}): GuardianshipView {
  const { guardians, relation, limits } = of.rule.params;
  return {
    ward: of.brief(of.ward),
    guardians: guardians.map(of.brief),
    relation,
    limits,
    spentToday: { minor: of.spent.toString(), currency: limits.small.currency },
    state: 'active',
    ...(of.rule.until === null ? {} : { until: isoTime(of.rule.until) }),
  };
}

export async function wardAddresses(
  at: At,
  of: { readonly ward: `person_${string}`; readonly viewer: string },
) {
  const rule = await ruleFor(at, of);
  const { list, chosen } = await addressesOf(at.db, of.ward);
  const marks = await marksOf(
    at.db,
    list.map(({ id }) => id),
  );
  return list.map((one) => {
    // Its label is the owner's own word.
    const {
      label: _label,
      isDefault,
      createdAt: _createdAt,
      ...address
    } = addressView(one, one.id === chosen);
    return { address, isDefault, approved: isApproved(marks.get(one.id), rule.params) };
  });
}

export async function historyOf(
  at: At,
  of: PageWish & { readonly ward: string; readonly viewer: string },
): Promise<NoticeView[]> {
  await ruleFor(at, of);
  const found = await noticesOf(at.db, of);
  const subjects = found.filter(({ verdict }) => verdict === 'guardian').map(({ subject }) => subject);
  const [brief, asked] = await Promise.all([
    briefsOf(at, [of.ward]),
    askedOf(at.db, { ward: of.ward, subjects }),
  ]);
  const { name } = brief(of.ward);
  return found.map((notice) => ({ ...noticeView(notice, name), ...decidedBy(asked.get(notice.subject)) }));
}

/** The guardian whose answer decided; nothing while none of them has said anything. */
function decidedBy(challenge: Challenge | undefined): Pick<NoticeView, 'answeredBy'> {
  const leaf = challenge?.leaves.find(({ rule, state }) => rule === GUARDIAN && state !== 'pending');
  if (!challenge || !leaf?.by || leaf.state === 'pending') return {};
  return { answeredBy: { id: leaf.by, name: challenge.names[leaf.by] ?? '', answer: leaf.state } };
}

/** What a payment of this amount to this address would need now. */
export async function outlookOf(
  at: At,
  of: { readonly ward: string; readonly amount: Money; readonly address: string | null },
): Promise<Omit<Judged, 'counts'>> {
  const { params } = await ruleFor(at, { ward: of.ward, viewer: of.ward });
  const [spent, marks] = await Promise.all([
    spentOn(at.db, [of.ward], at.now),
    marksOf(at.db, of.address === null ? [] : [of.address]),
  ]);
  const { counts: _counts, ...judged } = judgeAmount({
    amount: of.amount,
    address: of.address === null ? 'none' : isApproved(marks.get(of.address), params) ? 'approved' : 'new',
    limits: params.limits,
    spentToday: spent.get(of.ward) ?? 0n,
  });
  return judged;
}
