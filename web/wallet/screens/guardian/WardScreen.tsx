// One person whom I look after: today, the limits, the addresses, every payment, and the end.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Bar } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { useMe } from '../../../shared/person/client.ts';
import {
  endDay,
  type Guardianship,
  guardianNames,
  useEndGuardianship,
  useGuardianships,
} from '../../../shared/person/guardian/guardianships.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { DayGauge } from './DayGauge.tsx';
import { LimitsForm } from './LimitsForm.tsx';
import { NoticeList } from './NoticeList.tsx';
import { WardAddresses } from './WardAddresses.tsx';

export default function WardScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { ward = '' } = useParams();
  const guardianships = useGuardianships();
  const name = guardianships.data?.asGuardian.find((one) => one.ward.id === ward)?.ward.name;
  return (
    <>
      <Bar title={name ?? t('guardian.title')} onBack={() => void navigate('/settings/guardian')} />
      <Loaded query={guardianships} rows={6}>
        {({ asGuardian }) => {
          const found = asGuardian.find((one) => one.ward.id === ward && one.state === 'active');
          if (found) return <Ward key={ward} guardianship={found} />;
          return (
            <Empty title={t('guardian.gone')} icon={<Icon name="shield" size={40} />}>
              {t('guardian.goneText')}
            </Empty>
          );
        }}
      </Loaded>
    </>
  );
}

function Ward(props: { guardianship: Guardianship }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const { guardianship } = props;
  const { ward, guardians, until, limits } = guardianship;
  const others = guardians.filter(({ id }) => id !== me.data?.id);
  return (
    <div className="stack">
      <p className="quiet">
        {t('guardian.wardText', { name: ward.name })}{' '}
        {others.length > 0 && t('guardian.with', { name: guardianNames(i18n.language, others, 'and') })}{' '}
        {until && t('guardian.ends', { at: endDay(i18n.language, until) })}
      </p>
      <DayGauge guardianship={guardianship} />
      {/* What the server says anew replaces what was typed. */}
      <LimitsForm key={JSON.stringify(limits)} guardianship={guardianship} />
      <WardAddresses ward={ward} />
      <NoticeList ward={ward.id} />
      <End guardianship={guardianship} />
    </div>
  );
}

function End(props: { guardianship: Guardianship }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { ward } = props.guardianship;
  const [step, setStep] = useState<'closed' | 'sure' | 'pin'>('closed');
  const end = useEndGuardianship(ward.id);
  const close = () => {
    setStep('closed');
    end.reset();
  };
  return (
    <>
      <Button kind="quiet" size="large" block onClick={() => setStep('sure')}>
        {t('guardian.end')}
      </Button>
      <Sheet open={step === 'sure'} title={t('guardian.endTitle')} onClose={close}>
        <div className="stack">
          <p>{t('guardian.endText', { name: ward.name })}</p>
          <Button kind="danger" size="large" block onClick={() => setStep('pin')}>
            {t('guardian.endGo')}
          </Button>
        </div>
      </Sheet>
      <PinSheet
        open={step === 'pin'}
        title={t('guardian.pinEnd', { name: ward.name })}
        busy={end.isPending}
        error={end.error}
        onPin={(pin) =>
          end.mutate(
            { pin },
            {
              onSuccess: () => {
                notify(t('guardian.ended'), 'good');
                void navigate('/settings/guardian', { replace: true });
              },
            },
          )
        }
        onClose={close}
      />
    </>
  );
}
