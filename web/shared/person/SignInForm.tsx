// Sign in with a phone number and the code that is sent to it. Used by the wallet and, inline, by the checkout page.
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { CodeAgain, DemoCodes } from '../components/CodeAgain.tsx';
import { ErrorCard } from '../components/ErrorCard.tsx';
import { Field } from '../components/Field.tsx';
import { PhoneField } from '../components/PhoneField.tsx';
import { demoCredentials } from '../session.ts';
import { useAct } from '../useAct.ts';
import { api, session } from './client.ts';
import { deviceName, readPhone, showPhone } from './phone.ts';

export function SignInForm() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [phone, setPhone] = useState<string>();
  const [code, setCode] = useState('');
  const [touched, setTouched] = useState(false);

  const askForCode = useAct((body: { phone: string }, key) => api.post('/v1/sign-in/codes', body, { key }));
  const signIn = useAct((body: { phone: string; code: string; deviceName: string }, key) =>
    api.post<{ token: string }>('/v1/sign-in', body, { key }),
  );

  function sendCode(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    const read = readPhone(typed);
    if (read) askForCode.mutate({ phone: read }, { onSuccess: () => setPhone(read) });
  }

  function enter(event: FormEvent) {
    event.preventDefault();
    if (!phone || !/^\d{4,8}$/.test(code)) return;
    signIn.mutate(
      { phone, code, deviceName: deviceName(navigator.userAgent) },
      { onSuccess: ({ token }) => session.signIn(token), onError: () => setCode('') },
    );
  }

  if (phone)
    return (
      <form className="stack" onSubmit={enter}>
        <p className="quiet">{t('signIn.codeSent', { phone: showPhone(phone) })}</p>
        <Field
          label={t('signIn.code')}
          value={code}
          onChange={(value) => setCode(value.replace(/\D/g, ''))}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          placeholder="••••••"
          autoFocus
          mono
        />
        {signIn.error || askForCode.error ? (
          <ErrorCard error={signIn.error ?? askForCode.error} compact />
        ) : null}
        <Button type="submit" size="large" block busy={signIn.isPending} disabled={code.length < 4}>
          {t('action.signIn')}
        </Button>
        <CodeAgain
          busy={askForCode.isPending}
          onAsk={() => {
            signIn.reset();
            askForCode.mutate({ phone });
          }}
        />
        <DemoCodes />
        <button
          type="button"
          className="link-button"
          onClick={() => {
            setPhone(undefined);
            setCode('');
            signIn.reset();
            askForCode.reset();
          }}
        >
          {t('signIn.otherNumber')}
        </button>
      </form>
    );

  return (
    <form className="stack" onSubmit={sendCode} noValidate>
      <PhoneField
        own
        label={t('signIn.phone')}
        value={typed}
        onChange={setTyped}
        problem={touched && !readPhone(typed) ? t('signIn.phoneWrong') : undefined}
      />
      {askForCode.error ? <ErrorCard error={askForCode.error} compact /> : null}
      <Button type="submit" size="large" block busy={askForCode.isPending}>
        {t('signIn.sendCode')}
      </Button>
      <DemoPeople />
    </form>
  );
}

/** In the demo, the seeded people can walk in with one tap. */
function DemoPeople() {
  const { t } = useTranslation();
  const credentials = useQuery({
    queryKey: ['demo'],
    queryFn: async () => (await demoCredentials()) ?? null,
  });
  const people = credentials.data?.people ?? [];
  if (people.length === 0) return null;
  return (
    <div className="demo-people">
      <p className="quiet">{t('signIn.demo')}</p>
      <div>
        {people.slice(0, 6).map((person) => (
          <button key={person.id} type="button" className="chip" onClick={() => session.signIn(person.token)}>
            {person.name || showPhone(person.phone)}
          </button>
        ))}
      </div>
    </div>
  );
}
