// Tells a guardian at the top of any screen what his ward has just paid.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../../shared/components/Notices.tsx';
import { useLiveEvent } from '../../../shared/live.tsx';
import { formatMoney } from '../../../shared/money.ts';
import type { Notice } from '../../../shared/person/guardian/guardianships.ts';
import type { LiveEvent } from '../../../shared/types.ts';

export function GuardianNotices() {
  const { t, i18n } = useTranslation();
  useLiveEvent(
    useCallback(
      (event: LiveEvent) => {
        if (event.type !== 'guardian.notice') return;
        const { ward, payee, amount } = event.data as unknown as Notice;
        const paid = formatMoney(amount, i18n.language);
        notify(t('guardian.arrived', { name: ward.name, payee: payee.name, amount: paid }), 'good');
      },
      [t, i18n.language],
    ),
  );
  return null;
}
