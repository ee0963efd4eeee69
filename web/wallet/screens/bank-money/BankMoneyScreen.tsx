// Money between the wallet and one's own bank: top-up and withdrawal are the same screen in two directions.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import {
  exceeds,
  formatMoney,
  isPositive,
  type Money,
  parseMoney,
  toDecimal,
} from '../../../shared/money.ts';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { api, useInstruments, useWalletAccount } from '../../../shared/person/client.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { SupervisedNote } from '../../../shared/person/SupervisedNote.tsx';
import { Problem } from '../../../shared/problem.ts';
import type { Instrument, Journey } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';
import { AmountInput } from '../../AmountInput.tsx';
import { type BankMoneyKind, markSeen } from '../../bankJourneys.ts';

type Order = { instrument: string; amount: Money; proof: { pin: string } };

const suggested = ['10000', '20000', '50000', '100000'];

export default function BankMoneyScreen(props: { kind: BankMoneyKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const cards = useInstruments();
  return (
    <>
      <Bar title={t(`journey.${props.kind}`)} onBack={() => void navigate('/')} />
      <Loaded query={cards}>
        {(list) => {
          const bound = list.filter(({ state }) => state === 'bound');
          if (bound.length > 0) return <AmountForm kind={props.kind} cards={bound} />;
          return (
            <Panel>
              <Empty title={t('cards.empty')} icon={<Icon name="card" size={40} />}>
                <p>{t('bankMoney.needsCard')}</p>
              </Empty>
              <Link to="/cards/add" className="button button-primary button-large button-block">
                {t('cards.add')}
              </Link>
            </Panel>
          );
        }}
      </Loaded>
    </>
  );
}

function AmountForm(props: { kind: BankMoneyKind; cards: Instrument[] }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const account = useWalletAccount();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(props.cards[0]?.id);
  const [asking, setAsking] = useState(false);
  const { kind } = props;
  // The bank may take its time; its answer is followed on the next screen.
  const start = useAct((body: Order, key) => api.post<Journey>(`/v1/${kind}`, body, { key, waitSeconds: 2 }));

  const currency = account?.currency ?? 'CNY';
  const amount = parseMoney(typed, currency);
  const tooMuch = kind === 'withdrawals' && exceeds(amount, account?.available);
  const card = props.cards.find(({ id }) => id === chosen);

  function go(pin: string) {
    if (!isPositive(amount) || !card) return;
    start.mutate(
      { instrument: card.id, amount, proof: { pin } },
      {
        onError: (error) => {
          setAsking(isAboutPin(error));
          // This screen tells the end itself.
          const object = error instanceof Problem && error.details.object;
          if (typeof object === 'string') markSeen(object);
        },
        onSuccess: (journey) => {
          void queries.invalidateQueries();
          void navigate(`/${kind}/${journey.id}`, { state: { journey }, replace: true });
        },
      },
    );
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPositive(amount) && card) setAsking(true);
      }}
    >
      <Panel>
        <AmountInput
          typed={typed}
          onChange={setTyped}
          currency={currency}
          amount={amount}
          available={account?.available}
          tooMuch={tooMuch}
        />
        <div className="suggested">
          {kind === 'top-ups'
            ? suggested.map((minor) => (
                <button
                  key={minor}
                  type="button"
                  className="chip figures"
                  onClick={() => setTyped(toDecimal({ minor, currency }))}
                >
                  {formatMoney({ minor, currency }, i18n.language).replace(/\.00$/, '')}
                </button>
              ))
            : account && (
                <button type="button" className="chip" onClick={() => setTyped(toDecimal(account.available))}>
                  {t('bankMoney.everything')}
                </button>
              )}
        </div>
      </Panel>
      <Panel title={t(kind === 'top-ups' ? 'bankMoney.from' : 'bankMoney.to')} flush>
        <fieldset className="choices">
          <legend className="unseen">{t('bankMoney.card')}</legend>
          {props.cards.map((option) => (
            <label key={option.id} className={option.id === chosen ? 'choice choice-on' : 'choice'}>
              <input
                type="radio"
                name="card"
                className="unseen"
                checked={option.id === chosen}
                onChange={() => setChosen(option.id)}
              />
              <span className={option.cardKind === 'credit' ? 'mini-card mini-card-credit' : 'mini-card'} />
              <span className="choice-words">
                <span>{cardName(option, t)}</span>
                <span className="quiet figures">•••• {option.last4}</span>
              </span>
              <span className="choice-mark" aria-hidden="true">
                <Icon name="check" size={16} />
              </span>
            </label>
          ))}
        </fieldset>
      </Panel>
      {start.error && !isAboutPin(start.error) ? <ErrorCard error={start.error} /> : null}
      {kind === 'withdrawals' && <SupervisedNote amount={amount} />}
      <Button type="submit" size="large" block disabled={!isPositive(amount) || !card || tooMuch}>
        {t(kind === 'top-ups' ? 'action.topUp' : 'action.withdraw')}
      </Button>
      <PinSheet
        open={asking}
        title={t(`journey.${kind}`)}
        amount={amount}
        detail={card ? `${cardName(card, t)} •••• ${card.last4}` : undefined}
        busy={start.isPending}
        error={isAboutPin(start.error) ? start.error : undefined}
        busyWords={t('journey.stepBank')}
        onPin={go}
        onClose={() => {
          setAsking(false);
          start.reset();
        }}
      />
    </form>
  );
}

function cardName(card: Instrument, t: (key: string) => string): string {
  return card.bankName || t('cards.card');
}
