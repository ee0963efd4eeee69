// The order as the server sees it, followed while it can still change.
import { useQuery } from '@tanstack/react-query';
import { useLive } from '../shared/live.tsx';
import { api } from '../shared/person/client.ts';
import type { Order, PaymentMode } from '../shared/types.ts';
import { drawModes, knownVersion, lacksDisplay } from './display.ts';

export type DrawnOrder = Order & { modes: PaymentMode[] };

/** While the stream lives it tells at once, and asking is only for what could be wrong with it. */
const slowMs = 20_000;

/** Asking every few seconds is for browsers that lose the stream. */
export function useOrder(id: string) {
  const isLive = useLive().state === 'live';
  return useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => readOrder(id, signal),
    refetchInterval: ({ state }) => {
      const order = state.data;
      if (order?.state !== 'open' && order?.state !== 'paying') return false;
      // What somebody else pays may become open again, and no stream tells of that.
      if (isLive && !state.error) return slowMs;
      return order.state === 'paying' && order.payment?.state !== 'waiting' ? 1_500 : 6_000;
    },
  });
}

async function readOrder(id: string, signal: AbortSignal): Promise<DrawnOrder> {
  const displayVersion = knownVersion(localStorage);
  const path = `/v1/orders/${id}`;
  const order = await api.get<Order>(path, { displayVersion }, signal);
  const modes = drawModes(localStorage, order);
  if (!lacksDisplay(modes, displayVersion)) return { ...order, modes };
  const whole = await api.get<Order>(path, undefined, signal);
  return { ...whole, modes: drawModes(localStorage, whole) };
}
