// Who opens a link sees whom it pays and how much before he says who he is, and only as long as that is true.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/components/Empty.tsx';
import { Icon } from '../shared/components/Icon.tsx';
import { Amount } from '../shared/components/Money.tsx';
import { api } from '../shared/person/client.ts';
import { SignInForm } from '../shared/person/SignInForm.tsx';
import { Problem } from '../shared/problem.ts';
import type { OrderSummary } from '../shared/types.ts';
import { useSteadyError } from '../shared/useSteadyError.ts';
import { askAgainMs } from './askAgain.ts';

export function Door(props: { id: string }) {
  const { t } = useTranslation();
  const summary = useSummary(props.id);
  const { error } = useSteadyError(summary);
  // Not found: somebody pays it or has paid it, perhaps the one who stands here. Signed in, he learns which.
  const isHidden = error instanceof Problem && error.status === 404;
  const order = isHidden ? undefined : summary.data;
  if (order && order.state !== 'open') return <Over order={order} />;
  return (
    <main className="checkout-door">
      {!order && !error && <Loading rows={2} />}
      {order && <What order={order} />}
      <h1>{t(order ? 'door.title' : 'door.seeTitle')}</h1>
      {error && !order ? <p className="quiet">{t('door.text')}</p> : null}
      <SignInForm />
    </main>
  );
}

/** No stream tells a stranger, so he asks; also whenever the page is looked at again. */
function useSummary(id: string) {
  return useQuery({
    queryKey: ['order', id, 'summary'],
    queryFn: ({ signal }) => api.get<OrderSummary>(`/v1/orders/${id}/summary`, undefined, signal),
    retry: false,
    refetchInterval: ({ state }) => askAgainMs(state.data, Date.now()),
  });
}

function What(props: { order: OrderSummary }) {
  const { t } = useTranslation();
  const { merchant, amount } = props.order;
  return (
    <section className="door-what" aria-label={t('order.label')}>
      <p className="quiet">{t('door.what')}</p>
      <p className="order-merchant">{merchant.name ?? t('order.shop')}</p>
      <p className="order-total">
        <Amount value={amount} size="xl" sign="never" />
      </p>
    </section>
  );
}

/** Cancelled or expired: there is nothing to sign in for. */
function Over(props: { order: OrderSummary }) {
  const { t } = useTranslation();
  const { merchant, state } = props.order;
  const name = merchant.name ?? t('order.shop');
  return (
    <main className="outcome-page">
      <div className="outcome-card">
        <span className="outcome-mark">
          <Icon name="bag" size={34} />
        </span>
        <h1>{t('door.over')}</h1>
        <p className="quiet">
          {t(state === 'expired' ? 'outcome.expiredText' : 'outcome.cancelledText', { name })}
        </p>
      </div>
    </main>
  );
}
