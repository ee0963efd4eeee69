// Change the payment PIN: the current one, which the server checks at once, then the new one twice.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { PinPad } from '../../../shared/components/PinPad.tsx';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { api } from '../../../shared/person/client.ts';
import { ForgotPinLink } from '../../../shared/person/ForgotPinLink.tsx';
import { LockedNote, usePinLock } from '../../../shared/person/LockedNote.tsx';
import { NewPin } from '../../../shared/person/NewPin.tsx';
import { useAct } from '../../../shared/useAct.ts';

export default function PinScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [currentPin, setCurrentPin] = useState<string>();
  const [misses, setMisses] = useState(0);
  const check = useAct((body: { pin: string }, key) => api.post('/v1/me/pin/checks', body, { key }));
  const change = useAct((body: { pin: string; currentPin: string }, key) =>
    api.put('/v1/me/pin', body, { key }),
  );
  const error = check.error ?? change.error;
  const isLocked = usePinLock(error);

  function prove(pin: string) {
    change.reset();
    check.mutate(
      { pin },
      { onSuccess: () => setCurrentPin(pin), onError: () => setMisses((count) => count + 1) },
    );
  }

  function save(pin: string) {
    if (!currentPin) return;
    change.mutate(
      { pin, currentPin },
      {
        onSuccess: () => {
          notify(t('newPin.changed'), 'good');
          void navigate('/settings', { replace: true });
        },
        // A new one that is too easy says nothing against the current one.
        onError: (refusal) => {
          if (isAboutPin(refusal)) setCurrentPin(undefined);
        },
      },
    );
  }

  return (
    <>
      <Bar title={t('settings.changePin')} onBack={() => void navigate('/settings')} />
      <Panel>
        <div className="stack">
          {error && !check.isPending ? <ErrorCard error={error} compact /> : null}
          {currentPin !== undefined ? (
            <NewPin busy={change.isPending} onBegin={() => change.reset()} onPin={save} />
          ) : (
            <>
              {isLocked && !check.isPending ? (
                <LockedNote />
              ) : (
                <>
                  <p className="centred">{t(check.isPending ? 'pin.checking' : 'newPin.current')}</p>
                  <PinPad key="current" onPin={prove} busy={check.isPending} attempt={misses} />
                </>
              )}
              <ForgotPinLink />
            </>
          )}
        </div>
      </Panel>
    </>
  );
}
