// Who looks after my payments, up to what I am free, and the way out, which takes 24 hours unless the supervisor agrees.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Fact, Facts, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { useGiveUp } from '../../../shared/person/approval/challenges.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import type { Supervision } from '../../../shared/person/supervisions.ts';
import { shortTime } from '../../../shared/time.ts';
import { useLeave } from './queries.ts';

export function MySupervisor(props: { supervision: Supervision }) {
  const { t } = useTranslation();
  const { supervision } = props;
  const { name } = supervision.supervisor;
  const [leaving, setLeaving] = useState(false);
  if (supervision.state === 'asked')
    return (
      <Panel title={t('supervisor.asked', { name })}>
        <div className="stack">
          <p className="quiet">{t('supervisor.askedText')}</p>
          {supervision.challenge && (
            <Link
              to={`/approvals/${supervision.challenge}`}
              className="button button-soft button-medium button-block"
            >
              {t('supervisor.look')}
            </Link>
          )}
        </div>
      </Panel>
    );
  return (
    <>
      {supervision.state === 'leaving' && <Leaving supervision={supervision} />}
      <Panel title={t('supervisor.active', { name })}>
        <Rules supervision={supervision} />
      </Panel>
      {supervision.state === 'active' && (
        <Button kind="quiet" size="large" block onClick={() => setLeaving(true)}>
          {t('supervisor.leave')}
        </Button>
      )}
      {leaving && <LeaveSheet name={name} onClose={() => setLeaving(false)} />}
    </>
  );
}

function Rules(props: { supervision: Supervision }) {
  const { t, i18n } = useTranslation();
  const { supervisor, deputies, freeLimit } = props.supervision;
  const { name } = supervisor;
  const limit = freeLimit.minor === '0' ? t('supervisor.everything') : formatMoney(freeLimit, i18n.language);
  return (
    <div className="stack-tight">
      <Facts>
        <Fact label={t('supervisor.freeLimit')}>{limit}</Fact>
        <Fact label={t('supervisor.deputies')}>
          {deputies.map((one) => one.name).join(', ') || t('supervisor.noDeputies')}
        </Fact>
      </Facts>
      <p className="quiet">{t('supervisor.freeLimitText', { name })}</p>
    </div>
  );
}

function Leaving(props: { supervision: Supervision }) {
  const { t, i18n } = useTranslation();
  const { supervisor, endsAt, challenge, leaveRefused } = props.supervision;
  const { name } = supervisor;
  const at = endsAt ? shortTime(endsAt, i18n.language) : '';
  const stay = useGiveUp(challenge ?? '', () => notify(t('supervisor.stayed'), 'good'));
  const refused = leaveRefused?.reason
    ? t('supervisor.leaveRefused', { name, at, reason: leaveRefused.reason })
    : t('supervisor.leaveRefusedPlain', { name, at });
  return (
    <Panel title={t('supervisor.leaving', { at })}>
      <div className="stack">
        <p className={leaveRefused ? 'approval-note' : 'quiet'}>
          {leaveRefused ? refused : t('supervisor.leavingText', { name })}
        </p>
        {stay.error ? <ErrorCard error={stay.error} compact /> : null}
        {!leaveRefused && challenge && (
          <Button block busy={stay.isPending} onClick={() => stay.mutate(undefined)}>
            {t('supervisor.stay')}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function LeaveSheet(props: { name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, onClose } = props;
  const [isSure, setSure] = useState(false);
  const leave = useLeave();
  if (isSure)
    return (
      <PinSheet
        open
        title={t('supervisor.pinLeave')}
        busy={leave.isPending}
        error={leave.error}
        onPin={(pin) => leave.mutate({ pin }, { onSuccess: onClose })}
        onClose={onClose}
      />
    );
  return (
    <Sheet open title={t('supervisor.leaveTitle')} onClose={onClose}>
      <div className="stack">
        <p>{t('supervisor.leaveText', { name })}</p>
        <Button kind="danger" size="large" block onClick={() => setSure(true)}>
          {t('supervisor.leaveGo')}
        </Button>
        <Button kind="quiet" size="large" block onClick={onClose}>
          {t('supervisor.stay')}
        </Button>
      </div>
    </Sheet>
  );
}
