// Says at the top of any screen what has just come in, or was not carried out after all.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../../shared/components/Notices.tsx';
import { useLiveEvent } from '../../../shared/live.tsx';
import { formatMoney, type Money } from '../../../shared/money.ts';
import { useMe } from '../../../shared/person/client.ts';
import type { LiveEvent } from '../../../shared/types.ts';
import { isAboutApproval } from '../../bankJourneys.ts';

export function LiveNotices() {
  const { t, i18n } = useTranslation();
  const me = useMe().data?.id;
  useLiveEvent(
    useCallback(
      (event: LiveEvent) => {
        const amount = event.data?.amount as Money | undefined;
        if (event.type === 'transfer.done' && amount && me && event.data.to === me)
          notify(t('notice.received', { amount: formatMoney(amount, i18n.language) }), 'good');
        if (event.type === 'refund.done' && amount)
          notify(t('notice.refunded', { amount: formatMoney(amount, i18n.language) }), 'good');
        const failed = failedWords[event.type];
        if (failed && amount && !isAboutApproval(event.data.code) && !isToldHere(event.data.id))
          notify(t(failed, { amount: formatMoney(amount, i18n.language) }), 'bad');
        const ward = event.data?.ward as { name: string } | undefined;
        if (event.type === 'guardian.pin-recovered' && ward)
          notify(t('notice.wardPinDone', { name: ward.name }), 'bad');
        // Whoever is setting it sees where he is.
        if (window.location.pathname.endsWith('/settings/forgot-pin')) return;
        if (event.type === 'pin-recovery.unverified')
          notify(t('notice.pinBegun', { last4: event.data.last4 }), 'bad');
        if (event.type === 'pin-recovery.done') notify(t('notice.pinDone'), 'bad');
      },
      [t, i18n.language, me],
    ),
  );
  return null;
}

const failedWords: Readonly<Record<string, string>> = {
  'top-up.failed': 'notice.topUpFailed',
  'withdrawal.failed': 'notice.withdrawalFailed',
};

/** Its own page shows the end, and so does the screen that has just begun it. */
function isToldHere(id: unknown): boolean {
  const place = window.location.pathname.split('/').at(-1);
  return place === id || place === 'top-up' || place === 'withdraw';
}
