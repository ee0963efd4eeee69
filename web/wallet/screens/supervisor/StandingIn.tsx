// For whose supervisors I may answer. What waits for me stands under Approvals; here I see for whom, and may stop.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { useMe } from '../../../shared/person/client.ts';
import type { Supervision } from '../../../shared/person/supervisions.ts';
import { shortTime } from '../../../shared/time.ts';
import { useRemoveDeputy } from './queries.ts';

export function StandingIn(props: { supervisions: readonly Supervision[] }) {
  const { t } = useTranslation();
  const [stopping, setStopping] = useState<Supervision>();
  return (
    <Panel flush title={t('supervisor.standIn')}>
      {props.supervisions.length === 0 ? (
        <p className="row quiet">{t('supervisor.standInNone')}</p>
      ) : (
        props.supervisions.map((one) => (
          <Row key={one.payer.id} supervision={one} onStop={() => setStopping(one)} />
        ))
      )}
      {stopping && <StopSheet supervision={stopping} onClose={() => setStopping(undefined)} />}
    </Panel>
  );
}

function Row(props: { supervision: Supervision; onStop: () => void }) {
  const { t, i18n } = useTranslation();
  const { payer, supervisor, freeLimit, endsAt } = props.supervision;
  const words = endsAt
    ? t('supervisor.wards.leaving', { at: shortTime(endsAt, i18n.language) })
    : freeLimit.minor === '0'
      ? t('supervisor.wards.all')
      : t('supervisor.wards.active', { limit: formatMoney(freeLimit, i18n.language) });
  return (
    <div className="row row-nowrap">
      <span className="row-icon">
        <Icon name={endsAt ? 'clock' : 'shield'} size={20} />
      </span>
      <span className="row-label">
        {payer.name}
        <span className="quiet">
          {' '}
          {t('supervisor.standInFor', { name: supervisor.name })} · {words}
        </span>
      </span>
      <Button kind="danger" size="small" onClick={props.onStop}>
        {t('supervisor.standInStop')}
      </Button>
    </div>
  );
}

function StopSheet(props: { supervision: Supervision; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe().data?.id;
  const { supervision, onClose } = props;
  const { payer, supervisor } = supervision;
  const remove = useRemoveDeputy(payer.id);
  function stop() {
    if (!me) return;
    remove.mutate(me, {
      onSuccess: () => {
        notify(t('supervisor.standInStopped', { name: payer.name }), 'good');
        onClose();
      },
    });
  }
  return (
    <Sheet open title={t('supervisor.standInStopTitle')} onClose={remove.isPending ? undefined : onClose}>
      <div className="stack">
        <p>{t('supervisor.standInStopText', { name: payer.name, supervisor: supervisor.name })}</p>
        {remove.error ? <ErrorCard error={remove.error} compact /> : null}
        <Button kind="danger" size="large" block busy={remove.isPending} onClick={stop}>
          {t('supervisor.standInStop')}
        </Button>
        <Button kind="quiet" size="large" block disabled={remove.isPending} onClick={onClose}>
          {t('supervisor.resignNot')}
        </Button>
      </div>
    </Sheet>
  );
}
