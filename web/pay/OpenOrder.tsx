// An open order: lines whose quantity can still be changed, the ways to pay, and one button that does both in ONE request.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placeText } from '../shared/address.ts';
import { Button } from '../shared/components/Button.tsx';
import { ErrorCard } from '../shared/components/ErrorCard.tsx';
import { Amount } from '../shared/components/Money.tsx';
import { Sheet } from '../shared/components/Sheet.tsx';
import { formatMoney, type Money } from '../shared/money.ts';
import { isAboutPin } from '../shared/person/aboutPin.ts';
import { BankRefusal } from '../shared/person/BankRefusal.tsx';
import { api, useMe, useSignOut } from '../shared/person/client.ts';
import { useOutlook } from '../shared/person/guardian/guardianships.ts';
import { OutlookNote } from '../shared/person/guardian/OutlookNote.tsx';
import { NewPin } from '../shared/person/NewPin.tsx';
import { PinSheet } from '../shared/person/PinSheet.tsx';
import { SupervisedNote } from '../shared/person/SupervisedNote.tsx';
import type { Order } from '../shared/types.ts';
import { useAct } from '../shared/useAct.ts';
import { Countdown, useClock } from './Countdown.tsx';
import { DeliverTo, useDelivery } from './Delivery.tsx';
import { amendments, type Draft, previewTotal, withinStock } from './draft.ts';
import { Lines } from './Lines.tsx';
import { chooseMode, Modes, modeTitle } from './Modes.tsx';
import type { DrawnOrder } from './useOrder.ts';
import type { Payment } from './usePayment.ts';

export function OpenOrder(props: { order: DrawnOrder; payment: Payment }) {
  const { t, i18n } = useTranslation();
  const { order, payment } = props;
  const me = useMe();
  const clock = useClock(order.expiresAt);
  const [wishes, setWishes] = useState<Draft>({});
  const [wanted, setWanted] = useState<string>();
  const [asking, setAsking] = useState(false);
  const delivery = useDelivery(order.delivery);

  // What is confirmed must be what was seen: a change while the sheet is open closes it.
  const changed = useChangedBehindUs(order, () => {
    setWishes({});
    if (!payment.isPending) setAsking(false);
  });

  // After a refusal the stock may be smaller than what was wished.
  const draft = withinStock(order.lines, wishes);
  const mode = chooseMode(order.modes, wanted);
  const lines = amendments(order.lines, draft);
  const total: Money = (lines && previewTotal(order.lines, draft)) ?? order.amount;

  const { chosen: address } = delivery;
  const lacksAddress = order.delivery && address === undefined;

  const outlook = useOutlook(total, address?.id);

  /** Without a PIN where none is asked: small amounts of people who have a guardian. */
  function pay(pin?: string) {
    if (!mode || lacksAddress) return;
    payment.pay(
      {
        version: order.version,
        mode: mode.id,
        ...(lines ? { lines } : {}),
        ...(address ? { address: address.id } : {}),
        ...(pin === undefined ? {} : { proof: { pin } }),
      },
      { onSuccess: () => setAsking(false), onError: (error) => setAsking(isAboutPin(error)) },
    );
  }

  return (
    <main className="order">
      <section className="order-what" aria-label={t('order.label')}>
        <h1 className="order-merchant">{order.merchant.name ?? t('order.shop')}</h1>
        <p className="order-total" aria-live="polite" data-testid="total">
          <Amount value={total} size="xl" sign="never" />
        </p>
        <p className="order-meta">
          <span>{t('order.number', { number: order.number })}</span>
          <Countdown until={order.expiresAt} now={clock.now} />
        </p>
        {order.description && <p className="order-description">{order.description}</p>}
        <Lines lines={order.lines} draft={draft} onChange={setWishes} />
        {lines && <p className="order-edited">{t('order.edited')}</p>}
      </section>

      <section className="order-how">
        <Reason payment={payment} changed={changed} />
        <DeliverTo delivery={delivery} />
        <Modes
          modes={order.modes}
          order={order.id}
          currency={order.amount.currency}
          chosen={mode?.id}
          onChoose={setWanted}
        />
        <div className="order-pay">
          {!lacksAddress && <OutlookNote outlook={outlook} />}
          <SupervisedNote amount={total} />
          <Button
            size="large"
            block
            busy={payment.isPending && !asking}
            disabled={!mode || clock.isOver}
            onClick={() => {
              if (lacksAddress) delivery.open();
              else if (outlook?.verdict === 'free') pay();
              else setAsking(true);
            }}
          >
            {clock.isOver
              ? t('order.timeUp')
              : lacksAddress
                ? t('order.chooseAddress')
                : t('order.pay', { amount: formatMoney(total, i18n.language) })}
          </Button>
        </div>
        {me.data && <Payer name={me.data.name} />}
      </section>

      {me.data && !me.data.hasPin ? (
        <FirstPin open={asking} onClose={() => setAsking(false)} />
      ) : (
        <PinSheet
          open={asking}
          title={t('order.payTo', { name: order.merchant.name ?? t('order.shop') })}
          amount={total}
          detail={
            <>
              {mode && modeTitle(mode, t('order.balance'), i18n.language)}
              {address && (
                <span className="pin-sheet-place">
                  {t('order.toAddress', {
                    name: address.recipient,
                    place: placeText(address),
                  })}
                </span>
              )}
            </>
          }
          busy={payment.isPending}
          busyWords={mode?.kind === 'card' ? t('order.askingBank') : undefined}
          error={payment.pinError}
          onPin={pay}
          onClose={() => {
            setAsking(false);
            payment.reset();
          }}
        />
      )}
    </main>
  );
}

/** Why the page was drawn again. Takes the focus, so that nobody overlooks it. */
function Reason(props: { payment: Payment; changed: boolean }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const { refusal, failed } = props.payment;
  const isThere = refusal !== undefined || failed !== undefined;
  useEffect(() => {
    if (isThere) place.current?.focus();
  }, [isThere]);
  if (!isThere) return props.changed ? <p className="order-changed">{t('order.changed')}</p> : null;
  return (
    <div ref={place} tabIndex={-1} className="order-refusal">
      {refusal ? <ErrorCard error={refusal} /> : <BankRefusal code={failed?.code} />}
    </div>
  );
}

/** Who pays, for phones that are passed around. */
function Payer(props: { name: string }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <p className="order-payer">
      {t('order.payer', { name: props.name })}{' '}
      <button type="button" onClick={() => void signOut()}>
        {t('order.notYou')}
      </button>
    </p>
  );
}

function FirstPin(props: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const setPin = useAct((body: { pin: string }, key) => api.put('/v1/me/pin', body, { key }));
  return (
    <Sheet open={props.open} onClose={props.onClose} title={t('order.firstPin')}>
      <div className="stack">
        <p className="quiet">{t('order.firstPinText')}</p>
        {setPin.error ? <ErrorCard error={setPin.error} compact /> : null}
        <NewPin
          busy={setPin.isPending}
          onBegin={() => setPin.reset()}
          onPin={(pin) =>
            setPin.mutate({ pin }, { onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }) })
          }
        />
      </div>
    </Sheet>
  );
}

/** True once the order has become another version while it was shown; wishes made for the old one are dropped. */
function useChangedBehindUs(order: Order, onChange: () => void): boolean {
  const [shown, setShown] = useState(order.version);
  const [changed, setChanged] = useState(false);
  if (order.version !== shown) {
    setShown(order.version);
    setChanged(true);
    onChange();
  }
  return changed;
}
