/** For commands of flows that deliver something: load the payer's addresses, then take the one he means. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Loader, View } from '../journal/index.ts';
import { type DeliveryAddress, snapshotOf } from './contract.ts';
import { addressBooks, addresses } from './storage.ts';

export type AddressWish = { readonly payer: Id<'person'>; readonly address: string | undefined };

export async function loadAddresses(loader: Loader, wishes: readonly AddressWish[]): Promise<void> {
  await loader.fetch(
    addressBooks,
    wishes.map(({ payer }) => payer),
  );
  await loader.fetch(
    addresses,
    wishes.flatMap(({ payer, address }) => address ?? loader.view.get(addressBooks, payer)?.chosen ?? []),
  );
}

/**
 * The address that is meant: the named one, or the payer's default. Refuses ADDRESS_REQUIRED when there is no default,
 * and ADDRESS_UNKNOWN for a removed one, somebody else's and one that never was, without telling which.
 */
export function addressOf(view: View, payer: Id<'person'>, address: string | undefined): DeliveryAddress {
  const id = address ?? view.get(addressBooks, payer)?.chosen ?? refuse('ADDRESS_REQUIRED');
  const found = view.get(addresses, id);
  if (!found || found.person !== payer || found.state !== 'active') return refuse('ADDRESS_UNKNOWN');
  return snapshotOf(found);
}
