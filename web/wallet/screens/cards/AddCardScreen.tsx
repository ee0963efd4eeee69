// A card is typed, checked for typing errors, and proven by a code that the bank sends to the reserved phone.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { Bar } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { DemoCodes } from '../../../shared/components/CodeAgain.tsx';
import { Empty } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Timeline } from '../../../shared/components/Timeline.tsx';
import { api, useInstruments } from '../../../shared/person/client.ts';
import type { Instrument } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';
import { orderIdIn } from '../../payLink.ts';
import { BankCodeField } from './BankCodeField.tsx';
import { CardFace } from './CardFace.tsx';
import { type TypedCard, TypedCardForm } from './TypedCardForm.tsx';

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
  const queries = useQueryClient();
  const add = useAct((body: TypedCard & { kind: 'card' }, key) =>
    api.post<Instrument>('/v1/instruments', body, { key, waitSeconds: 10 }),
  );

  function send(card: TypedCard, wipe: () => void) {
    add.mutate(
      { kind: 'card', ...card },
      {
        onSuccess: (bound) => {
          wipe();
          void queries.invalidateQueries({ queryKey: ['instruments'] });
          props.onSent(bound);
        },
      },
    );
  }

  return (
    <TypedCardForm busy={add.isPending} onCard={send}>
      {add.error ? <ErrorCard error={add.error} /> : null}
    </TypedCardForm>
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
      <BankCodeField value={code} onChange={(value) => setCode(value.replace(/\D/g, ''))} />
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
