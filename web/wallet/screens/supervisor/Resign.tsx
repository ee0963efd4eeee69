// The supervisor gives it up: said plainly, then his PIN. It cannot be taken back; the payer would have to ask again.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '../../../shared/components/Button.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import type { Supervision } from '../../../shared/person/supervisions.ts';
import { useResign } from './queries.ts';

export function Resign(props: { payer: Supervision['payer'] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, name } = props.payer;
  const [step, setStep] = useState<'ask' | 'pin'>();
  const resign = useResign(id);
  const close = () => {
    setStep(undefined);
    resign.reset();
  };
  function send(pin: string) {
    resign.mutate(
      { pin },
      {
        onSuccess: () => {
          notify(t('supervisor.resigned', { name }), 'good');
          void navigate('/settings/supervisor', { replace: true });
        },
      },
    );
  }
  return (
    <>
      <Button kind="quiet" size="large" block onClick={() => setStep('ask')}>
        {t('supervisor.resign')}
      </Button>
      <Sheet open={step === 'ask'} title={t('supervisor.resignTitle')} onClose={close}>
        <div className="stack">
          <p>{t('supervisor.resignText', { name })}</p>
          <Button kind="danger" size="large" block onClick={() => setStep('pin')}>
            {t('supervisor.resign')}
          </Button>
          <Button kind="quiet" size="large" block onClick={close}>
            {t('supervisor.resignNot')}
          </Button>
        </div>
      </Sheet>
      <PinSheet
        open={step === 'pin'}
        title={t('supervisor.pinResign', { name })}
        busy={resign.isPending}
        error={resign.error}
        onPin={send}
        onClose={close}
      />
    </>
  );
}
