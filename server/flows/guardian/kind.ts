/** The rule kind `guardian`: what the day and the address are, and what is written down of every act of a ward. */
import type { Id } from '../../kernel/id.ts';
import { moneyJson } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import type { Act, Judged, RuleKind } from '../../mechanisms/challenges/index.ts';
import { type Change, put, type View } from '../../mechanisms/journal/index.ts';
import { persons } from '../../mechanisms/people/index.ts';
import { pushEffect } from '../../mechanisms/push/index.ts';
import { GUARDIAN, type NoticeView } from './contract.ts';
import {
  type AddressFact,
  dayOf,
  type Guarding,
  judgeAmount,
  LIFE_MS,
  needOfGuardians,
  noticeMachine,
  type Judged as Verdict,
} from './rules.ts';
import { days, marks, type Notice, noticeIdOf, notices } from './storage.ts';

export const guardianRule: RuleKind<Guarding> = {
  kind: GUARDIAN,

  judge(view, { params }, judged, now) {
    const { act } = judged;
    const verdict = judgeNow(view, params, act, now);
    if (verdict.verdict === 'refused') refuse('GUARDIAN_ADDRESS_NOT_APPROVED');
    return {
      need: verdict.verdict === 'guardian' ? needOfGuardians(params.guardians) : null,
      because: verdict.because,
      details: {
        band: verdict.band,
        treatedAs: verdict.treatedAs,
        spentToday: {
          minor: spentToday(view, act.payer, now).toString(),
          currency: params.limits.small.currency,
        },
      },
      // At a shop only: money sent to anybody takes the ward's own PIN, however little.
      waivesProof: verdict.verdict === 'free' && act.kind === 'payment',
      lifeMs: LIFE_MS,
      changes: [
        put(notices, noticeOf(judged, verdict, addressFact(view, params, act), now)),
        ...countOnDay(view, act.payer, verdict.counts, now),
      ],
    };
  },

  isEntitled: (_view, { params }, { who }) =>
    'person' in who && params.guardians.some((guardian) => guardian === who.person),

  /** Every payment is told to every guardian, whatever the verdict was. */
  paid(view, { params }, judged, { now }) {
    const known = view.get(notices, noticeIdOf(judged.subject));
    const before = known ?? unaskedNotice(view, params, judged, now);
    if (before.state !== 'asked') return {};
    const notice: Notice = { ...before, state: noticeMachine.move(before.state, 'paid'), endedAt: now };
    return {
      changes: [
        put(notices, notice),
        ...(known ? [] : countOnDay(view, notice.ward, notice.counted, now)),
        ...approvedByYes(view, notice, now),
      ],
      events: [
        {
          type: 'guardian.notice',
          object: notice.id,
          audience: params.guardians,
          data: noticeView(notice, view.get(persons, notice.ward)?.name ?? ''),
        },
      ],
      effects: [pushEffect({ people: params.guardians, notice: 'guardian.notice' })],
    };
  },

  /** Whoever talks a ward out of phone and card must not go unnoticed until he pays. */
  pinRecovered(view, { params }, person) {
    const ward = { id: person, name: view.get(persons, person)?.name ?? '' };
    return {
      events: [
        { type: 'guardian.pin-recovered', object: person, audience: params.guardians, data: { ward } },
      ],
      effects: [pushEffect({ people: params.guardians, notice: 'guardian.pin-recovered' })],
    };
  },

  /** What did not come about is given back to its day. */
  dropped(view, _rule, { subject }, { now }) {
    const before = view.get(notices, noticeIdOf(subject));
    if (before?.state !== 'asked') return {};
    const failed: Notice = { ...before, state: noticeMachine.move(before.state, 'failed'), endedAt: now };
    const day = view.get(days, before.ward);
    const isCounted = day?.day === before.day && before.counted > 0n;
    return {
      changes: [
        put(notices, failed),
        ...(day && isCounted ? [put(days, { ...day, spent: day.spent - before.counted })] : []),
      ],
    };
  },
};

/** What the rule says of this act, now. */
export function judgeNow(view: View, guarding: Guarding, act: Act, now: Instant): Verdict {
  return judgeAmount({
    amount: act.amount,
    address: addressFact(view, guarding, act),
    limits: guarding.limits,
    spentToday: spentToday(view, act.payer, now),
  });
}

function addressFact(view: View, guarding: Guarding, { address }: Act): AddressFact {
  if (address === null) return 'none';
  return isApproved(view.get(marks, address.id), guarding) ? 'approved' : 'new';
}

/** An approval from before the present guardians' time counts no more. */
export const isApproved = (
  mark: { readonly approved: boolean; readonly at: Instant } | undefined,
  { guardedSince }: Guarding,
): boolean => mark?.approved === true && mark.at >= guardedSince;

function spentToday(view: View, ward: string, now: Instant): bigint {
  const day = view.get(days, ward);
  return day?.day === dayOf(now) ? day.spent : 0n;
}

function countOnDay(view: View, ward: Id<'person'>, counts: bigint, now: Instant): Change[] {
  if (counts === 0n) return [];
  return [put(days, { ward, day: dayOf(now), spent: spentToday(view, ward, now) + counts })];
}

/** A guardian who said yes to a new address has approved it, too. */
function approvedByYes(view: View, notice: Notice, now: Instant): Change[] {
  const { address, ward } = notice;
  if (address === null || notice.addressApproved || notice.verdict !== 'guardian') return [];
  const before = view.get(marks, address.id) ?? { address: address.id as Id<'address'>, ward };
  return [put(marks, { ...before, approved: true, by: null, at: now })];
}

/** An act that was under way when the guardian came was never judged by him; he is told all the same. */
function unaskedNotice(view: View, guarding: Guarding, judged: Judged, now: Instant): Notice {
  const { act } = judged;
  const verdict = judgeNow(view, guarding, act, now);
  const isOwn = act.amount.currency === guarding.limits.small.currency;
  const unasked: Verdict = {
    ...verdict,
    verdict: 'free',
    because: 'GUARDIAN_NOT_ASKED',
    counts: isOwn ? act.amount.minor : 0n,
  };
  return noticeOf(judged, unasked, addressFact(view, guarding, act), now);
}

function noticeOf({ act, subject }: Judged, verdict: Verdict, address: AddressFact, now: Instant): Notice {
  return {
    id: noticeIdOf(subject),
    subject,
    ward: act.payer,
    kind: act.kind,
    payee: act.payee.id,
    payeeName: act.payee.name,
    amount: act.amount.minor,
    currency: act.amount.currency,
    band: verdict.band,
    treatedAs: verdict.treatedAs,
    address: act.address,
    addressApproved: address === 'approved',
    verdict: verdict.verdict,
    because: verdict.because,
    state: 'asked',
    day: dayOf(now),
    counted: verdict.counts,
    at: now,
    endedAt: null,
  };
}

export function noticeView(notice: Notice, wardName: string): NoticeView {
  return {
    id: notice.id,
    ward: { id: notice.ward, name: wardName },
    subject: notice.subject,
    kind: notice.kind,
    payee: { id: notice.payee, name: notice.payeeName },
    amount: moneyJson({ minor: notice.amount, currency: notice.currency }),
    band: notice.band,
    treatedAs: notice.treatedAs,
    address: notice.address,
    addressApproved: notice.addressApproved,
    verdict: notice.verdict,
    because: notice.because,
    state: notice.state,
    at: isoTime(notice.at),
    ...(notice.endedAt === null ? {} : { endedAt: isoTime(notice.endedAt) }),
  };
}
