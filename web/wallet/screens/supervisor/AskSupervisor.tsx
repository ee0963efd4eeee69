// Nobody supervises my payments: ask somebody by phone number.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { PhoneField } from '../../../shared/components/PhoneField.tsx';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { readPhone, showPhone } from '../../../shared/person/phone.ts';
import { useAskSupervisor } from './queries.ts';

export function AskSupervisor() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [phone, setPhone] = useState<string>();
  const ask = useAskSupervisor();

  function submit(event: FormEvent) {
    event.preventDefault();
    setPhone(readPhone(typed));
  }
  function send(pin: string) {
    if (!phone) return;
    ask.mutate(
      { supervisor: phone, pin },
      {
        onSuccess: ({ supervisor }) => {
          setPhone(undefined);
          notify(t('supervisor.askedDone', { name: supervisor.name }), 'good');
        },
        onError: (error) => {
          if (!isAboutPin(error)) setPhone(undefined);
        },
      },
    );
  }

  return (
    <Panel title={t('supervisor.askTitle')}>
      <form className="stack" onSubmit={submit}>
        <PhoneField
          label={t('supervisor.phone')}
          value={typed}
          onChange={setTyped}
          hint={t('supervisor.phoneHint')}
        />
        {ask.error && !isAboutPin(ask.error) ? <ErrorCard error={ask.error} compact /> : null}
        <Button type="submit" size="large" block disabled={!readPhone(typed)}>
          {t('supervisor.ask')}
        </Button>
      </form>
      <PinSheet
        open={phone !== undefined}
        title={t('supervisor.pinAsk', { name: phone ? showPhone(phone) : '' })}
        busy={ask.isPending}
        error={isAboutPin(ask.error) ? ask.error : undefined}
        onPin={send}
        onClose={() => {
          setPhone(undefined);
          ask.reset();
        }}
      />
    </Panel>
  );
}
