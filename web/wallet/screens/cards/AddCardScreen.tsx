// A card is typed, checked for typing errors, and proven by a code that the bank sends to the reserved phone.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { DemoCodes } from '../../../shared/components/CodeAgain.tsx';
import { Empty } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Timeline } from '../../../shared/components/Timeline.tsx';
import { api, useInstruments, useMe } from '../../../shared/person/client.ts';
import { readPhone, showPhone } from '../../../shared/person/phone.ts';
import type { Instrument } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';
import { cardDigits, groupDigits, groupExpiry, isoMonth, passesLuhn, readExpiry } from '../../luhn.ts';
import { orderIdIn } from '../../payLink.ts';
import { CardFace } from './CardFace.tsx';

type NewCard = { kind: 'card'; pan: string; holderName: string; expiry: string; phone: string };

export default function AddCardScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const given = useLocation().state as { waiting?: Instrument } | null;
  const order = useOrderToReturnTo();
  const [waiting, setWaiting] = useState(given?.waiting);
  return (
    <>
      <Bar
        title={t(waiting ? 'addCard.codeTitle' : 'addCard.title')}
        onBack={() => (order ? window.location.assign(`/pay/${order}`) : void navigate('/cards'))}
      />
      {waiting ? <CodeForm card={waiting} /> : <CardForm onSent={setWaiting} />}
    </>
  );
}

function CardForm(props: { onSent: (card: Instrument) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [number, setNumber] = useState('');
  const [holder, setHolder] = useState<string>();
  const [expiry, setExpiry] = useState('');
  const [phone, setPhone] = useState<string>();
  const [tried, setTried] = useState(false);
  const add = useAct((body: NewCard, key) =>
    api.post<Instrument>('/v1/instruments', body, { key, waitSeconds: 10 }),
  );

  const holderName = holder ?? me.data?.name ?? '';
  const phoneTyped = phone ?? (me.data ? showPhone(me.data.phone) : '');
  const reservedPhone = readPhone(phoneTyped);
  const validity = readExpiry(expiry, new Date());
  const wrong = {
    number: passesLuhn(number)
      ? undefined
      : t(number === '' ? 'addCard.numberMissing' : 'addCard.numberWrong'),
    holder: holderName.trim().length > 1 ? undefined : t('addCard.holderWrong'),
    expiry:
      validity === 'good' ? undefined : t(validity === 'past' ? 'addCard.expired' : 'addCard.expiryWrong'),
    phone: reservedPhone ? undefined : t('signIn.phoneWrong'),
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (Object.values(wrong).some(Boolean) || !reservedPhone) return;
    const body: NewCard = {
      kind: 'card',
      pan: number,
      holderName: holderName.trim(),
      expiry: isoMonth(expiry),
      phone: reservedPhone,
    };
    add.mutate(body, {
      onSuccess: (card) => {
        // The number is not kept here a moment longer than needed.
        setNumber('');
        void queries.invalidateQueries({ queryKey: ['instruments'] });
        props.onSent(card);
      },
    });
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Panel>
        <div className="stack">
          <Field
            label={t('addCard.number')}
            value={groupDigits(number)}
            onChange={(value) => setNumber(cardDigits(value))}
            inputMode="numeric"
            autoComplete="cc-number"
            placeholder="0000 0000 0000 0000"
            maxLength={23}
            problem={tried || number.length >= 16 ? wrong.number : undefined}
            mono
          />
          <Field
            label={t('addCard.holder')}
            value={holderName}
            onChange={setHolder}
            autoComplete="cc-name"
            maxLength={60}
            problem={tried ? wrong.holder : undefined}
          />
          <div className="pair">
            <Field
              label={t('addCard.expiry')}
              value={expiry}
              onChange={(value) => setExpiry(value.length < expiry.length ? value : groupExpiry(value))}
              inputMode="numeric"
              autoComplete="cc-exp"
              placeholder={t('addCard.expiryShape')}
              maxLength={5}
              problem={tried || expiry.length === 5 ? wrong.expiry : undefined}
              mono
            />
            <Field
              label={t('addCard.phone')}
              value={phoneTyped}
              onChange={setPhone}
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              maxLength={24}
              problem={tried ? wrong.phone : undefined}
              mono
            />
          </div>
          <p className="quiet">{t('addCard.phoneHint')}</p>
        </div>
      </Panel>
      {add.error ? <ErrorCard error={add.error} /> : null}
      <Button type="submit" size="large" block busy={add.isPending}>
        {t(add.isPending ? 'journey.stepBank' : 'action.continue')}
      </Button>
    </form>
  );
}

function CodeForm(props: { card: Instrument }) {
  const { t } = useTranslation();
  const cards = useInstruments();
  // The bank may still be asked for the code: what the list says is newer than what we came with.
  const listed = cards.data?.find(({ id }) => id === props.card.id);
  const isGone = cards.data !== undefined && !cards.isFetching && listed === undefined;
  const card = listed ?? props.card;
  return (
    <div className="stack">
      <CardFace card={card} />
      {isGone ? (
        <Empty title={t('addCard.declined')}>{t('addCard.declinedText')}</Empty>
      ) : card.state === 'asking' ? (
        <Timeline steps={[{ key: 'bank', state: 'current', title: t('journey.stepBank') }]} />
      ) : (
        <CodeField card={card} />
      )}
    </div>
  );
}

function CodeField(props: { card: Instrument }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const order = useOrderToReturnTo();
  const verify = useAct((body: { code: string }, key) =>
    api.post<Instrument>(`/v1/instruments/${props.card.id}/verify`, body, { key, waitSeconds: 10 }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    verify.mutate(
      { code },
      {
        onSuccess: () => {
          notify(t('addCard.bound'), 'good');
          void queries.invalidateQueries({ queryKey: ['instruments'] });
          // Whoever came from an order goes on with it.
          if (order) window.location.assign(`/pay/${order}`);
          else void navigate('/cards', { replace: true });
        },
        onError: () => setCode(''),
      },
    );
  }

  return (
    <form className="stack" onSubmit={submit}>
      <p className="quiet">{t('addCard.codeText')}</p>
      <Field
        label={t('addCard.code')}
        value={code}
        onChange={(value) => setCode(value.replace(/\D/g, ''))}
        inputMode="numeric"
        autoComplete="one-time-code"
        placeholder="••••••"
        maxLength={8}
        autoFocus
        mono
      />
      {verify.error ? <ErrorCard error={verify.error} /> : null}
      <Button type="submit" size="large" block busy={verify.isPending} disabled={code.length < 4}>
        {t(verify.isPending ? 'journey.stepBank' : 'action.confirm')}
      </Button>
      <DemoCodes />
    </form>
  );
}

/** `?order=`: the checkout page sent the shopper here to add a card. */
function useOrderToReturnTo(): string | undefined {
  const [query] = useSearchParams();
  return orderIdIn(query.get('order') ?? '');
}
