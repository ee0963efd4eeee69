// Change the payment PIN: the current one, then the new one twice.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { PinPad } from '../../../shared/components/PinPad.tsx';
import { api } from '../../../shared/person/client.ts';
import { ForgotPinLink } from '../../../shared/person/ForgotPinLink.tsx';
import { NewPin } from '../../../shared/person/NewPin.tsx';
import { useAct } from '../../../shared/useAct.ts';

export default function PinScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [currentPin, setCurrentPin] = useState<string>();
  const change = useAct((body: { pin: string; currentPin: string }, key) =>
    api.put('/v1/me/pin', body, { key }),
  );

  function save(pin: string) {
    if (!currentPin) return;
    change.mutate(
      { pin, currentPin },
      {
        onSuccess: () => {
          notify(t('newPin.changed'), 'good');
          void navigate('/settings', { replace: true });
        },
        onError: () => setCurrentPin(undefined),
      },
    );
  }

  return (
    <>
      <Bar title={t('settings.changePin')} onBack={() => void navigate('/settings')} />
      <Panel>
        <div className="stack">
          {change.error ? <ErrorCard error={change.error} compact /> : null}
          {currentPin === undefined ? (
            <>
              <p className="centred">{t('newPin.current')}</p>
              <PinPad key="current" onPin={setCurrentPin} attempt={change.error ? 1 : 0} />
              <ForgotPinLink />
            </>
          ) : (
            <NewPin busy={change.isPending} onPin={save} />
          )}
        </div>
      </Panel>
    </>
  );
}
