// The cart: its lines, a note, delivery, and the button that makes it an order.
import { Stepper } from 'antd-mobile';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '../../shared/components/Button.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { formatMoney, isPositive, times } from '../../shared/money.ts';
import { Problem } from '../../shared/problem.ts';
import type { Order } from '../../shared/types.ts';
import { cartTotal, orderBody, setQuantity } from '../cart.ts';
import { changeSale, charge, endSale, useSale } from '../sale.ts';
import { api, useShop } from '../session.ts';

export function CartPanel() {
  const { t, i18n } = useTranslation();
  const shop = useShop();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { cart, note, delivered } = useSale(shop.id);
  const total = cartTotal(cart, shop.currency);

  async function submit() {
    setBusy(true);
    setError(undefined);
    const body = orderBody(cart, charge.reference(), note, delivered);
    try {
      const order = await api.post<Order>('/v1/orders', body, { key: charge.keyFor(body) });
      charge.settle();
      endSale(shop.id);
      navigate(`/orders/${order.id}`);
    } catch (problem) {
      setError(problem);
      if (problem instanceof Problem && problem.effect === 'none') charge.settle();
    } finally {
      setBusy(false);
    }
  }

  if (cart.length === 0)
    return (
      <div className="till-cart-empty">
        <p>{t('cart.empty')}</p>
        <small>{t('cart.emptyLead')}</small>
      </div>
    );
  return (
    <div className="till-cart-panel">
      <div className="till-cart-head">
        <h2>{t('cart.title')}</h2>
        <button type="button" className="till-link" onClick={() => endSale(shop.id)}>
          {t('cart.clear')}
        </button>
      </div>
      <ul className="till-cart-lines">
        {cart.map((line) => (
          <li key={line.key}>
            <div>
              <p>{line.item}</p>
              <small className="figures">{formatMoney(line.unitPrice, i18n.language)}</small>
            </div>
            <Stepper
              aria-label={t('cart.quantity', { item: line.item })}
              min={0}
              max={line.stock ?? 999}
              digits={0}
              value={line.quantity}
              onChange={(quantity) => changeSale(shop.id, { cart: setQuantity(cart, line.key, quantity) })}
            />
            <Amount value={times(line.unitPrice, line.quantity)} />
          </li>
        ))}
      </ul>
      <input
        className="till-note"
        aria-label={t('cart.note')}
        placeholder={t('cart.note')}
        maxLength={140}
        value={note}
        onChange={(event) => changeSale(shop.id, { note: event.target.value })}
      />
      <label className="till-switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={delivered}
          checked={delivered}
          onChange={(event) => changeSale(shop.id, { delivered: event.target.checked })}
        />
        <span>
          {t('cart.delivery')}
          <small>{t('cart.deliveryLead')}</small>
        </span>
      </label>
      <p className="till-cart-total">
        <span>{t('cart.total')}</span>
        <Amount value={total} size="l" />
      </p>
      {error !== undefined && <ErrorCard error={error} compact />}
      <Button size="large" block busy={busy} disabled={!isPositive(total)} onClick={() => void submit()}>
        {t('cart.charge', { amount: formatMoney(total, i18n.language) })}
      </Button>
    </div>
  );
}
