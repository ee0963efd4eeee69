// First run: a payment PIN, then the real name. Both are asked for once; the server keeps them.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppFrame, Bar } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { api, useSignOut } from '../../../shared/person/client.ts';
import { PersonLanguageSwitch } from '../../../shared/person/language.tsx';
import { NewPin } from '../../../shared/person/NewPin.tsx';
import type { Person } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';

export default function WelcomeScreen(props: { me: Person }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const step = props.me.hasPin ? 2 : 1;
  return (
    <AppFrame>
      <main className="screen stack">
        <Bar title={t('welcome.title')} right={<PersonLanguageSwitch compact />} />
        <ol className="steps" aria-label={t('welcome.steps')}>
          <li aria-current={step === 1 ? 'step' : undefined} className={step >= 1 ? 'on' : ''} />
          <li aria-current={step === 2 ? 'step' : undefined} className={step >= 2 ? 'on' : ''} />
        </ol>
        {step === 1 ? <SetPin /> : <RealName me={props.me} />}
        <button type="button" className="link-button" onClick={() => void signOut()}>
          {t('action.signOut')}
        </button>
      </main>
    </AppFrame>
  );
}

function SetPin() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const setPin = useAct((body: { pin: string }, key) => api.put('/v1/me/pin', body, { key }));
  return (
    <div className="stack">
      <div className="lead">
        <h2>{t('welcome.pinTitle')}</h2>
        <p className="quiet">{t('welcome.pinText')}</p>
      </div>
      {setPin.error ? <ErrorCard error={setPin.error} compact /> : null}
      <NewPin
        busy={setPin.isPending}
        onBegin={() => setPin.reset()}
        onPin={(pin) =>
          setPin.mutate({ pin }, { onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }) })
        }
      />
    </div>
  );
}

function RealName(props: { me: Person }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [idNumber, setIdNumber] = useState('');
  const save = useAct(async (body: { name: string; idNumber: string }, key) => {
    await api.put('/v1/me/real-name', body, { key });
    // Until now people are shown as their masked phone number.
    if (props.me.name.startsWith('+')) await api.patch('/v1/me', { name: body.name }, { key: `${key}-name` });
  });
  const ready = name.trim().length >= 2 && idNumber.trim().length >= 6;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    save.mutate(
      { name: name.trim(), idNumber: idNumber.trim() },
      { onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }) },
    );
  }

  return (
    <form className="stack" onSubmit={submit}>
      <div className="lead">
        <h2>{t('welcome.nameTitle')}</h2>
        <p className="quiet">{t('welcome.nameText')}</p>
      </div>
      <Field
        label={t('welcome.name')}
        value={name}
        onChange={setName}
        autoComplete="name"
        maxLength={80}
        autoFocus
      />
      <Field
        label={t('welcome.idNumber')}
        value={idNumber}
        onChange={(value) => setIdNumber(value.toUpperCase().replace(/[^0-9A-Z]/g, ''))}
        autoComplete="off"
        maxLength={20}
        hint={t('welcome.idNumberHint')}
        mono
      />
      {save.error ? <ErrorCard error={save.error} compact /> : null}
      <Button type="submit" size="large" block busy={save.isPending} disabled={!ready}>
        {t('action.continue')}
      </Button>
    </form>
  );
}
