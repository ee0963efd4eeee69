// One page for the order AND its payment (S06). Signed out: sign in right here. Then the page shows what the server says the
// order is: open, being paid, paid, cancelled, expired or refunded.
import { useTranslation } from 'react-i18next';
import { Brand } from '../shared/components/AppFrame.tsx';
import { Empty, Loaded } from '../shared/components/Empty.tsx';
import { Icon } from '../shared/components/Icon.tsx';
import { LiveProvider } from '../shared/live.tsx';
import { api, useSessionToken } from '../shared/person/client.ts';
import { PersonLanguageSwitch, TellLanguage } from '../shared/person/language.tsx';
import { Problem } from '../shared/problem.ts';
import { useSteadyError } from '../shared/useSteadyError.ts';
import { Door } from './Door.tsx';
import { OpenOrder } from './OpenOrder.tsx';
import { Outcome } from './Outcome.tsx';
import { useOrder } from './useOrder.ts';
import { usePayment } from './usePayment.ts';
import { NotApproved, useWaiting, WaitingOrder } from './WaitingOrder.tsx';

export function Checkout(props: { id: string | undefined }) {
  const { t } = useTranslation();
  const token = useSessionToken();
  return (
    <LiveProvider
      api={api}
      token={token}
      // Who only looks at an order is not named by its events, so he asks to be told of this one.
      {...(props.id === undefined ? {} : { path: `/v1/events?order=${props.id}` })}
    >
      <TellLanguage />
      <div className="checkout">
        <header className="checkout-head">
          {cameFromWallet() ? (
            <a className="checkout-back" href="/wallet">
              <Icon name="chevron" size={20} /> {t('back')}
            </a>
          ) : (
            <Brand />
          )}
          <PersonLanguageSwitch compact />
        </header>
        {props.id === undefined ? (
          <NoOrder why="missing" />
        ) : token === undefined ? (
          <Door id={props.id} />
        ) : (
          <OrderPage id={props.id} />
        )}
        <footer className="checkout-foot">
          <Icon name="lock" size={14} /> {t('foot')}
        </footer>
      </div>
    </LiveProvider>
  );
}

function OrderPage(props: { id: string }) {
  const order = useOrder(props.id);
  const waiting = useWaiting(order.data);
  const payment = usePayment(props.id, order.data);
  const { error } = useSteadyError(order);
  const isMissing = error instanceof Problem && error.status === 404;
  // Seen a moment ago, and hidden now: somebody else is its payer.
  if (isMissing) return <NoOrder why={order.data ? 'taken' : 'missing'} />;
  return (
    <Loaded query={order} rows={6} around={(state) => <main>{state}</main>}>
      {(shown) => {
        if (waiting.challenge)
          return <WaitingOrder order={shown} challenge={waiting.challenge} onGivenUp={waiting.dismiss} />;
        if (waiting.ended) return <NotApproved challenge={waiting.ended} onDone={waiting.dismiss} />;
        if (shown.state === 'open') return <OpenOrder order={shown} payment={payment} />;
        return <Outcome order={shown} />;
      }}
    </Loaded>
  );
}

function NoOrder(props: { why: 'missing' | 'taken' }) {
  const { t } = useTranslation();
  return (
    <main className="outcome-page">
      <Empty title={t(`${props.why}.title`)} icon={<Icon name="bag" size={40} />}>
        {t(`${props.why}.text`)}
      </Empty>
      <a className="button button-primary button-large button-block" href="/wallet">
        {t('outcome.wallet')}
      </a>
    </main>
  );
}

function cameFromWallet(): boolean {
  return new URLSearchParams(window.location.search).get('from') === 'wallet';
}
