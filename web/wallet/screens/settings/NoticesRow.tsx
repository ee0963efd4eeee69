// The switch for notices on this device, with the truth about why it cannot be used where it cannot.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Toggle } from '../../../shared/components/Toggle.tsx';
import { api } from '../../../shared/person/client.ts';
import { pushState, switchPushOff, switchPushOn } from '../../../shared/person/push.ts';
import { Problem } from '../../../shared/problem.ts';

export function NoticesRow() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = useQuery({ queryKey: ['push'], queryFn: () => pushState(api) });
  const change = useMutation({
    mutationFn: (on: boolean) => (on ? switchPushOn(api) : switchPushOff(api)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['push'] }),
  });
  const now = state.data;
  const failed = change.error ?? (now === undefined ? state.error : null);
  const words = failed
    ? (failed instanceof Problem && failed.prompt) || t('pushNotices.failed')
    : t(`pushNotices.${now ?? 'off'}`);
  return (
    <div className="row row-nowrap">
      <span className="row-icon">
        <Icon name="bell" size={20} />
      </span>
      <span className="row-label">
        {t('pushNotices.title')}
        <span className="quiet" role="status">
          {words}
        </span>
      </span>
      <Toggle
        label={t('pushNotices.title')}
        on={now === 'on'}
        busy={change.isPending}
        disabled={now !== 'on' && now !== 'off'}
        onChange={(on) => change.mutate(on)}
      />
    </div>
  );
}
