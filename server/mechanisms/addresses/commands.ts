/** `address.add`, `address.remove`, `address.make-default`: a person about his own addresses. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import {
  type Command,
  defineCommand,
  type JournalEvent,
  type Loader,
  put,
  type View,
} from '../journal/index.ts';
import { type AddressView, addressView } from './contract.ts';
import {
  type Address,
  type AddressBook,
  addressBooks,
  addresses,
  addressMachine,
  MAX_ADDRESSES,
} from './storage.ts';

export type AddAddressCommand = {
  readonly person: Id<'person'>;
  readonly label: string;
  readonly recipient: string;
  readonly phone: string;
  readonly region: string;
  readonly city: string;
  readonly line: string;
  readonly postcode: string;
};

export const addAddress = defineCommand<AddAddressCommand, AddressView>({
  kind: 'address.add',
  load: (loader, commands) =>
    loader.fetch(
      addressBooks,
      commands.map(({ body }) => body.person),
    ),
  decide(view, { body }, context) {
    const book = bookOf(view, body.person);
    if (book.held >= MAX_ADDRESSES) refuse('ADDRESS_LIMIT', { most: MAX_ADDRESSES });
    // From here the command must succeed.
    const address: Address = {
      id: context.newId('address'),
      person: body.person,
      state: 'active',
      label: body.label,
      recipient: body.recipient,
      phone: body.phone,
      region: body.region,
      city: body.city,
      line: body.line,
      postcode: body.postcode,
      createdAt: context.now,
      removedAt: null,
    };
    // Whoever has no default gets this one: it is what he has just typed.
    const chosen = book.chosen ?? address.id;
    const reply = addressView(address, chosen === address.id);
    return {
      changes: [put(addresses, address), put(addressBooks, { ...book, held: book.held + 1, chosen })],
      events: [addressEvent('address.added', address, reply)],
      reply,
    };
  },
});

export type OwnAddress = { readonly person: Id<'person'>; readonly address: Id<'address'> };

export const removeAddress = defineCommand<OwnAddress, AddressView>({
  kind: 'address.remove',
  load: loadOwn,
  decide(view, { body }, { now }) {
    const address = ownAddress(view, body);
    const book = bookOf(view, body.person);
    // From here the command must succeed.
    const removed: Address = {
      ...address,
      state: addressMachine.move(address.state, 'removed'),
      removedAt: now,
    };
    // No other takes its place by itself: goods must not go where nobody asked for.
    const chosen = book.chosen === address.id ? null : book.chosen;
    const reply = addressView(removed, false);
    return {
      changes: [put(addresses, removed), put(addressBooks, { ...book, held: book.held - 1, chosen })],
      events: [addressEvent('address.removed', removed, reply)],
      reply,
    };
  },
});

export const makeDefaultAddress = defineCommand<OwnAddress, AddressView>({
  kind: 'address.make-default',
  load: loadOwn,
  decide(view, { body }) {
    const address = ownAddress(view, body);
    const book = bookOf(view, body.person);
    const reply = addressView(address, true);
    if (book.chosen === address.id) return { reply };
    return {
      changes: [put(addressBooks, { ...book, chosen: address.id })],
      events: [addressEvent('address.made-default', address, reply)],
      reply,
    };
  },
});

async function loadOwn(loader: Loader, commands: readonly Command<OwnAddress>[]): Promise<void> {
  await Promise.all([
    loader.fetch(
      addresses,
      commands.map(({ body }) => body.address),
    ),
    loader.fetch(
      addressBooks,
      commands.map(({ body }) => body.person),
    ),
  ]);
}

function ownAddress(view: View, { person, address }: OwnAddress): Address {
  const found = view.get(addresses, address);
  if (!found || found.person !== person || found.state !== 'active') return refuse('NOT_FOUND');
  return found;
}

function bookOf(view: View, person: Id<'person'>): AddressBook {
  return view.get(addressBooks, person) ?? { person, held: 0, chosen: null };
}

function addressEvent(type: string, address: Address, data: AddressView): JournalEvent {
  return { type, object: address.id, audience: [address.person], data };
}
