/** What payer and supervisor see of a supervision and of what was asked under it. */
import { isoTime } from '../../kernel/time.ts';
import type { Challenge, Rule } from '../../mechanisms/challenges/index.ts';
import type { HistoryItem, SupervisionView } from './contract.ts';
import type { Supervised } from './rules.ts';
import type { Supervision } from './storage.ts';

type NameOf = (id: string) => string;

/** While it is only asked there is no rule yet; once the 24 hours are over there is none any more. */
export function supervisionView(
  record: Supervision,
  rule: Pick<Rule, 'params'> | undefined,
  of: { readonly name: NameOf; readonly currency: string },
): SupervisionView {
  const state = record.state === 'asked' || rule ? record.state : 'ended';
  const params = rule?.params as Supervised | undefined;
  const brief = <T extends string>(id: T) => ({ id, name: of.name(id) });
  return {
    payer: brief(record.payer),
    supervisor: brief(record.supervisor),
    deputies: (params?.deputies ?? []).map(brief),
    freeLimit: { ...(params?.freeLimit ?? { minor: '0', currency: of.currency }) },
    state,
    ...(record.endsAt === null ? {} : { endsAt: isoTime(record.endsAt) }),
    ...(record.challenge === null ? {} : { challenge: record.challenge }),
    ...(state === 'leaving' && record.refused
      ? { leaveRefused: { reason: record.refused.reason, at: isoTime(record.refused.at) } }
      : {}),
  };
}

/** What passes between payer and supervisor is none of a deputy's business. */
export function deputyView({ challenge: _, leaveRefused: __, ...view }: SupervisionView): SupervisionView {
  return view;
}

/** `outcome`: undefined as long as nothing has become of it. */
export function historyItem(challenge: Challenge, outcome: 'paid' | 'dropped' | undefined): HistoryItem {
  const { shown } = challenge;
  const answered = challenge.leaves.find(({ rule, by }) => rule === 'supervisor' && by !== null)?.by;
  const isOver = challenge.state !== 'pending' && challenge.state !== 'approved';
  return {
    challenge: challenge.id,
    kind: challenge.kind,
    subject: challenge.subject,
    ...(shown.payee ? { payee: shown.payee } : {}),
    ...(shown.amount ? { amount: shown.amount } : {}),
    ...(shown.note ? { note: shown.note } : {}),
    state: challenge.state,
    outcome: outcome ?? (isOver ? 'dropped' : 'waiting'),
    ...(answered ? { answeredBy: { id: answered, name: challenge.names[answered] ?? '' } } : {}),
    createdAt: isoTime(challenge.createdAt),
    ...(challenge.endedAt === null ? {} : { endedAt: isoTime(challenge.endedAt) }),
  };
}
