// Says at the top of any screen that the supervisor has given it up. The screen of supervision says so as well, until the
// payer asks somebody else.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../../shared/components/Notices.tsx';
import { useLiveEvent } from '../../../shared/live.tsx';
import { useMe } from '../../../shared/person/client.ts';
import type { LiveEvent } from '../../../shared/types.ts';

export function SupervisorNotices() {
  const { t } = useTranslation();
  const me = useMe().data?.id;
  useLiveEvent(
    useCallback(
      ({ type, data }: LiveEvent) => {
        if (type === 'supervision.ended' && data?.resignedAt && me && data.payer === me)
          notify(t('supervisor.resignedToMe'), 'bad');
      },
      [t, me],
    ),
  );
  return null;
}
