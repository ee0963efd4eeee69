/** Delivery addresses: what a person keeps, and what an order that is delivered takes along. Entered here only. */
import type { Database } from '../database/index.ts';
import { migrationFile } from '../database/index.ts';
import type { FlowParts } from '../flow/index.ts';
import type { Journal } from '../journal/index.ts';
import { addressRoutes } from './routes.ts';

export {
  AddressReply,
  type AddressView,
  addressRefusals,
  addressView,
  type DeliveryAddress,
  DeliveryAddressSchema,
} from './contract.ts';
export { type AddressWish, addressOf, loadAddresses } from './delivery.ts';
export { type Address, type AddressBook, addressBooks, addresses, addressesOf } from './storage.ts';

export const addressesMigrations = [migrationFile('addresses/001', new URL('./schema.sql', import.meta.url))];

export function addressesParts(deps: { database: Database; journal: Journal }): FlowParts {
  return { routes: addressRoutes(deps) };
}
