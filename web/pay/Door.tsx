// Who opens a link sees whom it pays and how much before he says who he is.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loading } from '../shared/components/Empty.tsx';
import { Amount } from '../shared/components/Money.tsx';
import { api } from '../shared/person/client.ts';
import { SignInForm } from '../shared/person/SignInForm.tsx';
import type { OrderSummary } from '../shared/types.ts';

export function Door(props: { id: string }) {
  const { t } = useTranslation();
  // Not found: somebody pays it or has paid it, perhaps the one who stands here. Signed in, he learns which.
  const summary = useQuery({
    queryKey: ['order', props.id, 'summary'],
    queryFn: ({ signal }) => api.get<OrderSummary>(`/v1/orders/${props.id}/summary`, undefined, signal),
    retry: false,
  });
  return (
    <main className="checkout-door">
      {summary.isPending && <Loading rows={2} />}
      {summary.data && <What order={summary.data} />}
      <h1>{t('door.title')}</h1>
      {summary.isError && <p className="quiet">{t('door.text')}</p>}
      <SignInForm />
    </main>
  );
}

function What(props: { order: OrderSummary }) {
  const { t } = useTranslation();
  const { merchant, amount, state } = props.order;
  return (
    <section className="door-what" aria-label={t('order.label')}>
      <p className="quiet">{t('door.what')}</p>
      <p className="order-merchant">{merchant.name ?? t('order.shop')}</p>
      <p className="order-total">
        <Amount value={amount} size="xl" sign="never" />
      </p>
      {state !== 'open' && <p className="quiet">{t('door.over')}</p>}
    </section>
  );
}
