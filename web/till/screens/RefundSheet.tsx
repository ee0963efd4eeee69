// Giving money back: all that is left, one line, or any amount up to what is left.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../shared/components/Button.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { MoneyInput } from '../../shared/components/Money.tsx';
import { notify } from '../../shared/components/Notices.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { createIntent } from '../../shared/intent.ts';
import { formatMoney, isPositive, type Money, parseMoney, times, toDecimal } from '../../shared/money.ts';
import { Problem } from '../../shared/problem.ts';
import type { Order, Refund } from '../../shared/types.ts';
import { newReference } from '../cart.ts';
import { api } from '../session.ts';

export function RefundSheet(props: {
  order: Order;
  left: Money;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { order, left, open } = props;
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [intent] = useState(() => ({ key: createIntent(), reference: newReference(new Date()) }));
  useEffect(() => {
    if (!open) return;
    setTyped('');
    setError(undefined);
  }, [open]);

  const amount = parseMoney(typed, left.currency);
  const tooMuch = amount !== undefined && BigInt(amount.minor) > BigInt(left.minor);
  const show = (money: Money) => formatMoney(money, i18n.language);
  const choices = order.lines
    .map((line) => ({ label: line.item, amount: times(line.unitPrice, 1) }))
    .filter(
      (choice, index, all) =>
        BigInt(choice.amount.minor) <= BigInt(left.minor) &&
        all.findIndex(({ label }) => label === choice.label) === index,
    )
    .slice(0, 4);

  async function refund() {
    if (!isPositive(amount)) return;
    setBusy(true);
    setError(undefined);
    const body = { order: order.id, amount, merchantReference: intent.reference };
    const settle = () => {
      intent.key.settle();
      intent.reference = newReference(new Date());
    };
    try {
      const done = await api.post<Refund>('/v1/refunds', body, {
        key: intent.key.keyFor(body),
        waitSeconds: 10,
      });
      settle();
      notify(
        done.state === 'done' ? t('refund.done', { amount: show(amount) }) : t('refund.pending'),
        'good',
      );
      props.onDone();
    } catch (problem) {
      if (problem instanceof Problem && problem.effect === 'none') settle();
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Sheet
      open={open}
      onClose={busy ? undefined : props.onClose}
      title={t('refund.title', { number: order.number })}
    >
      <div className="till-form">
        <MoneyInput
          value={typed}
          onChange={setTyped}
          currency={left.currency}
          autoFocus
          hint={t('refund.left', { amount: show(left) })}
          problem={tooMuch ? t('refund.tooMuch', { amount: show(left) }) : undefined}
        />
        <div className="till-chips">
          <button type="button" className="till-chip" onClick={() => setTyped(toDecimal(left))}>
            {t('refund.all')} · {show(left)}
          </button>
          {choices.map((choice) => (
            <button
              key={choice.label}
              type="button"
              className="till-chip"
              onClick={() => setTyped(toDecimal(choice.amount))}
            >
              {choice.label} · {show(choice.amount)}
            </button>
          ))}
        </div>
        <p className="till-small">{t('refund.where')}</p>
        {error !== undefined && <ErrorCard error={error} compact />}
        <Button
          size="large"
          block
          busy={busy}
          disabled={!isPositive(amount) || tooMuch}
          onClick={() => void refund()}
        >
          {isPositive(amount) ? t('refund.submit', { amount: show(amount) }) : t('refund.enter')}
        </Button>
      </div>
    </Sheet>
  );
}
