// How many requests wait for this person: on the tab, on the home screen, and as a notice when one arrives.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Challenge, Shown } from '../../../shared/challenge.ts';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { useLiveEvent } from '../../../shared/live.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { useArrivals, useInbox } from '../../../shared/person/approval/challenges.ts';
import { Expiry } from '../../../shared/person/approval/Expiry.tsx';
import { useMe } from '../../../shared/person/client.ts';
import type { LiveEvent } from '../../../shared/types.ts';
import { kindWords } from './kindWords.ts';

const most = 9;

export function InboxBadge() {
  const { t } = useTranslation();
  const count = useInbox().data?.length ?? 0;
  if (count === 0) return null;
  return (
    <span className="badge figures" data-testid="approvals-badge">
      <span aria-hidden="true">{count > most ? `${most}+` : count}</span>
      <span className="unseen">{t('approval.count', { count })}</span>
    </span>
  );
}

/** The first of them, large, on the home screen. */
export function InboxBanner() {
  const { t } = useTranslation();
  const me = useMe().data?.id;
  const inbox = useInbox();
  const [first] = inbox.data ?? [];
  if (!inbox.data || !first) return null;
  const { data } = inbox;
  return (
    <Link className="inbox-banner" to={data.length === 1 ? `/approvals/${first.id}` : '/approvals'}>
      <span className="disc disc-wait">
        <Icon name="shield" size={22} />
      </span>
      <span className="movement-words">
        <span className="inbox-banner-title">
          {data.length > 1
            ? t('approval.count', { count: data.length })
            : first.asker.id === me
              ? t('approval.confirmHere')
              : kindWords(t, first, me)}
        </span>
        {data.length === 1 && <Expiry until={first.expiresAt} />}
      </span>
      {data.length === 1 && first.shown.amount && <Amount value={first.shown.amount} sign="never" />}
      <Icon name="chevron" size={18} />
    </Link>
  );
}

export function InboxNotices() {
  const { t, i18n } = useTranslation();
  const me = useMe().data?.id;
  useArrivals(
    useCallback(
      ({ asker, shown }: Challenge) => {
        const amount = shown.amount && formatMoney(shown.amount, i18n.language);
        if (asker.id === me && amount) return notify(t('approval.arrivedMine', { amount }));
        const name = asker.name || t('approval.who.somebody');
        notify(amount ? t('approval.arrivedAmount', { name, amount }) : t('approval.arrived', { name }));
      },
      [t, i18n.language, me],
    ),
  );
  useLiveEvent(
    useCallback(
      ({ type, data }: LiveEvent) => {
        const { asker, subject, id, shown } = data as Partial<Record<string, unknown>> & { shown?: Shown };
        const told = ends[type];
        if (!told || asker !== me || !shown?.amount || isShown(subject) || isShown(id)) return;
        const name = shown.payee?.name ?? '';
        notify(t(told, { amount: formatMoney(shown.amount, i18n.language), name }));
      },
      [t, i18n.language, me],
    ),
  );
  return null;
}

/** What the asker is told wherever in the wallet she is; the screen of the request itself says more. */
const ends: Readonly<Record<string, string>> = {
  'challenge.approved': 'approval.toldApproved',
  'challenge.refused': 'approval.toldRefused',
  'challenge.expired': 'approval.toldExpired',
};

const isShown = (id: unknown) => typeof id === 'string' && window.location.pathname.endsWith(`/${id}`);
