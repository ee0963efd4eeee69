// Where this person is signed in. A device that is lost is signed out from here.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { api } from '../../../shared/person/client.ts';
import { shortTime } from '../../../shared/time.ts';
import { useAct } from '../../../shared/useAct.ts';
import { useSessions } from '../../queries.ts';

export default function DevicesScreen() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const sessions = useSessions();
  const revoke = useAct((id: string, key) => api.del(`/v1/sessions/${id}`, { key }));
  return (
    <>
      <Bar title={t('settings.devices')} onBack={() => void navigate('/settings')} />
      <div className="stack">
        <p className="quiet">{t('devices.text')}</p>
        {revoke.error ? <ErrorCard error={revoke.error} compact /> : null}
        <Panel flush>
          <Loaded query={sessions} rows={2}>
            {(list) =>
              list.map((session) => {
                const seen = session.lastUsedAt ?? session.openedAt;
                return (
                  <div key={session.id} className="row">
                    <span className="row-icon">
                      <Icon name="phone" size={20} />
                    </span>
                    <span className="row-label">
                      {session.device?.name ?? t('devices.unnamed')}
                      {seen && (
                        <span className="quiet">
                          {' '}
                          {t('devices.seen', { at: shortTime(seen, i18n.language) })}
                        </span>
                      )}
                    </span>
                    {session.current ? (
                      <StatePill state="current" tone="good" label={t('devices.this')} />
                    ) : (
                      <Button
                        kind="danger"
                        size="small"
                        busy={revoke.isPending && revoke.variables === session.id}
                        onClick={() =>
                          revoke.mutate(session.id, {
                            onSuccess: () => {
                              notify(t('devices.revoked'), 'good');
                              void queries.invalidateQueries({ queryKey: ['sessions'] });
                            },
                          })
                        }
                      >
                        {t('action.signOut')}
                      </Button>
                    )}
                  </div>
                );
              })
            }
          </Loaded>
        </Panel>
      </div>
    </>
  );
}
