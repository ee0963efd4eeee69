// The order as the server sees it, followed while it can still change.
import { useQuery } from '@tanstack/react-query';
import { api } from '../shared/person/client.ts';
import type { Order, PaymentMode } from '../shared/types.ts';
import { drawModes, knownVersion, lacksDisplay } from './display.ts';

export type DrawnOrder = Order & { modes: PaymentMode[] };

/** Events tell at once; asking every few seconds is for browsers that lose the stream. */
export function useOrder(id: string) {
  return useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => readOrder(id, signal),
    refetchInterval: ({ state }) => {
      // People take longer than banks.
      if (state.data?.payment?.state === 'waiting') return 5_000;
      if (state.data?.state === 'paying') return 1_500;
      return state.data?.state === 'open' ? 6_000 : false;
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
