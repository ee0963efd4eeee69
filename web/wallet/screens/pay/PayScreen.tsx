// Pay an order: scan its code where the phone can, or paste its link. The order itself is shown by the checkout page.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { maxPasted, orderIdIn } from '../../payLink.ts';
import { canScan, Scanner } from './Scanner.tsx';

export default function PayScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [scanning, setScanning] = useState(false);

  function open(found: string): boolean {
    const id = orderIdIn(found);
    if (id) window.location.assign(`/pay/${id}?from=wallet`);
    return id !== undefined;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    open(text);
  }

  return (
    <>
      <Bar title={t('pay.title')} onBack={() => void navigate('/')} />
      <div className="stack">
        {canScan() && (
          <Panel>
            {scanning ? (
              <Scanner onText={open} onClose={() => setScanning(false)} />
            ) : (
              <button type="button" className="scan-button" onClick={() => setScanning(true)}>
                <Icon name="scan" size={40} />
                <span>{t('pay.scan')}</span>
              </button>
            )}
          </Panel>
        )}
        <Panel title={t('pay.byLink')}>
          <form className="stack" onSubmit={submit}>
            <Field
              label={t('pay.link')}
              value={text}
              onChange={setText}
              type="text"
              inputMode="url"
              autoComplete="off"
              placeholder="https://…/pay/order_…"
              maxLength={maxPasted}
              problem={tried && !orderIdIn(text) ? t('pay.linkWrong') : undefined}
              autoFocus
            />
            <Button type="submit" size="large" block disabled={text.trim() === ''}>
              {t('pay.open')}
            </Button>
          </form>
        </Panel>
        <p className="quiet centred">{t('pay.hint')}</p>
      </div>
    </>
  );
}
