// The payment of one order. It lives above the pages that come and go with the order's state, so that the server's words
// about a refusal are still there when the order is open again.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useLiveEvent } from '../shared/live.tsx';
import { isAboutPin } from '../shared/person/aboutPin.ts';
import { api } from '../shared/person/client.ts';
import type { LiveEvent, Order, Proof } from '../shared/types.ts';
import { useAct } from '../shared/useAct.ts';

export type PayBody = {
  version: number;
  mode: string;
  lines?: { item: string; quantity: number }[];
  /** Of an order that is delivered. */
  address?: string;
  /** Left out where a guardian's rule asks for none, or asks for it later. */
  proof?: Proof;
};

export type Payment = ReturnType<typeof usePayment>;

export function usePayment(order: string, now: Pick<Order, 'state' | 'payment'> | undefined) {
  const queries = useQueryClient();
  const act = useAct(async (body: PayBody, key) => {
    try {
      return await api.post<Partial<Order>>(`/v1/orders/${order}/pay`, body, { key, waitSeconds: 10 });
    } finally {
      if (body.address) void queries.invalidateQueries({ queryKey: ['addresses'] });
      // What the next payment of a ward needs has changed with this one.
      void queries.invalidateQueries({ queryKey: ['guardianships'] });
      await queries.invalidateQueries({ queryKey: ['order', order] });
    }
  });
  const failed = useFailedPayment(order, now);
  const refusal = act.error && !isAboutPin(act.error) ? act.error : undefined;
  return {
    /** One request: amends the order, sets the mode, pays. */
    pay: act.mutate,
    reset: act.reset,
    isPending: act.isPending,
    /** Why the page is drawn again. */
    refusal,
    /** What the PIN sheet says. */
    pinError: act.error && !refusal ? act.error : undefined,
    /** The bank said no after we had stopped waiting for its answer. */
    failed: refusal || act.isPending ? undefined : failed,
  };
}

/** Set once a payment that was under way has ended without success; the event tells the bank's code. */
function useFailedPayment(
  order: string,
  now: Pick<Order, 'state' | 'payment'> | undefined,
): { code: string | undefined } | undefined {
  // A payment that waits for somebody's yes has not been to the bank; its end has a page of its own.
  const state = now?.payment?.state === 'waiting' ? 'waiting' : now?.state;
  const [before, setBefore] = useState<string | undefined>(state);
  const [failed, setFailed] = useState(false);
  const [code, setCode] = useState<string>();
  if (state !== before) {
    setBefore(state);
    const afterApproval = code !== undefined && !code.startsWith('APPROVAL_');
    setFailed(state === 'open' && (before === 'paying' || (before === 'waiting' && afterApproval)));
  }
  useLiveEvent(
    useCallback(
      (event: LiveEvent) => {
        if (event.type !== 'order.payment-failed' || event.object !== order) return;
        const payment = event.data.payment as { code?: string } | undefined;
        setCode(payment?.code);
      },
      [order],
    ),
  );
  return failed ? { code } : undefined;
}
