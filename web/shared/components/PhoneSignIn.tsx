// Sign-in by phone number and one-time code for any session: till and console give their own client. (The wallet's form also
// knows the payer's devices; see person/.)
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '../api.ts';
import { deviceName, readPhone, showPhone } from '../person/phone.ts';
import { useAct } from '../useAct.ts';
import { Button } from './Button.tsx';
import { CodeAgain, DemoCodes } from './CodeAgain.tsx';
import { ErrorCard } from './ErrorCard.tsx';
import { Field } from './Field.tsx';
import { PhoneField } from './PhoneField.tsx';

/** Hands the session token over once. `demo` lists callers who may walk in with one tap; it answers nothing outside the demo. */
export function PhoneSignIn(props: {
  api: Api;
  onToken: (token: string) => void;
  demo?: () => Promise<readonly { name: string; token: string }[]>;
}) {
  const { t } = useTranslation();
  const { api, onToken, demo } = props;
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState('');
  const [sentTo, setSentTo] = useState<string>();
  const ask = useAct((body: { phone: string }, key) => api.post('/v1/sign-in/codes', body, { key }));
  const enter = useAct((body: { phone: string; code: string; deviceName: string }, key) =>
    api.post<{ token: string }>('/v1/sign-in', body, { key }),
  );
  const people = useQuery({ queryKey: ['demo-callers'], queryFn: async () => (await demo?.()) ?? [] });

  function submit(event: FormEvent) {
    event.preventDefault();
    const phone = sentTo ?? readPhone(typed);
    if (!phone) return;
    if (sentTo === undefined) ask.mutate({ phone }, { onSuccess: () => setSentTo(phone) });
    else
      enter.mutate(
        { phone, code, deviceName: deviceName(navigator.userAgent) },
        { onSuccess: ({ token }) => onToken(token), onError: () => setCode('') },
      );
  }

  return (
    <form className="phone-sign-in" onSubmit={submit} noValidate>
      {sentTo === undefined ? (
        <PhoneField own label={t('phoneSignIn.phone')} value={typed} onChange={setTyped} />
      ) : (
        <Field
          label={t('phoneSignIn.code')}
          hint={t('phoneSignIn.sent', { phone: showPhone(sentTo) })}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          value={code}
          onChange={(value) => setCode(value.replace(/\D/g, ''))}
          autoFocus
          mono
        />
      )}
      {ask.error || enter.error ? <ErrorCard error={ask.error ?? enter.error} compact /> : null}
      <Button
        type="submit"
        size="large"
        block
        busy={enter.isPending || (ask.isPending && sentTo === undefined)}
        disabled={sentTo === undefined ? !readPhone(typed) : code.length < 4}
      >
        {sentTo === undefined ? t('phoneSignIn.send') : t('action.signIn')}
      </Button>
      {sentTo !== undefined && (
        <>
          <CodeAgain
            busy={ask.isPending}
            onAsk={() => {
              enter.reset();
              ask.mutate({ phone: sentTo });
            }}
          />
          <DemoCodes />
          <Button kind="quiet" block onClick={() => setSentTo(undefined)}>
            {t('phoneSignIn.otherPhone')}
          </Button>
        </>
      )}
      {(people.data?.length ?? 0) > 0 && (
        <fieldset className="phone-sign-in-demo">
          <legend>{t('phoneSignIn.demo')}</legend>
          {people.data?.slice(0, 8).map(({ name, token }) => (
            <Button key={token} kind="quiet" size="small" onClick={() => onToken(token)}>
              {name}
            </Button>
          ))}
        </fieldset>
      )}
    </form>
  );
}
