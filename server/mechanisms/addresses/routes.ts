/** A person's addresses over HTTP. */
import type { Id } from '../../kernel/id.ts';
import type { Database } from '../database/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpRequest,
  type RouteSpec,
  schemas,
  signedIn,
  wholeList,
} from '../http/index.ts';
import type { Journal } from '../journal/index.ts';
import { addAddress, makeDefaultAddress, removeAddress } from './commands.ts';
import { AddAddress, type AddAddressBody, AddressList, AddressReply, addressView } from './contract.ts';
import { addressesOf } from './storage.ts';

const callers = ['person'] as const;
const tag = 'addresses';
const Params = schemas.Strict({ id: schemas.IdOf('address') });

export function addressRoutes({ database, journal }: { database: Database; journal: Journal }): RouteSpec[] {
  const about = (request: HttpRequest) => ({
    ...askedBy(request),
    body: { person: signedIn(request).person, address: request.params.id as Id<'address'> },
  });
  return [
    {
      method: 'GET',
      path: '/v1/addresses',
      summary: 'Own delivery addresses, newest first',
      tag,
      callers,
      replies: { 200: AddressList },
      async handle(request) {
        const { list, chosen } = await addressesOf(database.pool, signedIn(request).person);
        return { body: wholeList(list.map((address) => addressView(address, address.id === chosen))) };
      },
    },
    {
      method: 'POST',
      path: '/v1/addresses',
      summary: 'Add a delivery address; the first one becomes the default',
      tag,
      callers,
      limitPerMinute: 30,
      body: AddAddress,
      replies: { 201: AddressReply },
      async handle(request) {
        const body = bodyOf<AddAddressBody>(request);
        const outcome = await journal.submit(addAddress, {
          ...askedBy(request),
          body: {
            person: signedIn(request).person,
            label: (body.label ?? '').trim(),
            recipient: body.recipient.trim(),
            phone: body.phone,
            region: body.region.trim(),
            city: body.city.trim(),
            line: body.line.trim(),
            postcode: body.postcode ?? '',
          },
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'DELETE',
      path: '/v1/addresses/:id',
      summary: 'Remove a delivery address; orders that were paid with it keep it',
      tag,
      callers,
      params: Params,
      replies: { 200: AddressReply },
      async handle(request) {
        return commandAnswer(await journal.submit(removeAddress, about(request)));
      },
    },
    {
      method: 'POST',
      path: '/v1/addresses/:id/default',
      summary: 'Make an address the one that is meant when a payment names none',
      tag,
      callers,
      params: Params,
      replies: { 200: AddressReply },
      async handle(request) {
        return commandAnswer(await journal.submit(makeDefaultAddress, about(request)));
      },
    },
  ];
}
