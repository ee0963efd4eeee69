// Holds the shapes that the screens read against the SDK's, which come from the server's contracts: when the server changes
// a reply, this file no longer compiles. It contains no code that runs.
import type { Reply } from '@bursar/sdk';
import type { Challenge } from './challenge.ts';
import type { Guardianships, Notice, Outlook, WardAddress } from './person/guardian/guardianships.ts';
import type {
  Account,
  Address,
  Instrument,
  Journey,
  LiveEvent,
  Order,
  Page,
  Passkey,
  Person,
  Session,
  Statement,
} from './types.ts';

/** Compiles only when what the server sends can be read as what the screens expect. */
type Reads<Sent extends Expected, Expected> = Sent;

export type Checked = [
  Reads<Reply<'GET /v1/me'>, Person>,
  Reads<Reply<'GET /v1/accounts'>, Page<Account>>,
  Reads<Reply<'GET /v1/accounts/{id}/statement'>, Statement>,
  Reads<Reply<'GET /v1/instruments'>['data'][number], Omit<Instrument, 'state' | 'cardKind'>>,
  Reads<Reply<'GET /v1/orders/{id}'>, Order>,
  Reads<Reply<'GET /v1/challenges/{id}'>, Omit<Challenge, 'needs' | 'shown'>>,
  Reads<Reply<'GET /v1/addresses'>['data'][number], Address>,
  Reads<Reply<'GET /v1/guardianships'>, Guardianships>,
  Reads<Reply<'GET /v1/guardianships/outlook'>, Outlook>,
  Reads<Reply<'GET /v1/guardianships/{ward}/addresses'>['data'][number], WardAddress>,
  Reads<Reply<'GET /v1/guardianships/{ward}/history'>, Page<Notice>>,
  Reads<Reply<'GET /v1/sessions'>, Page<Session>>,
  Reads<Reply<'GET /v1/passkeys'>, Page<Passkey>>,
  Reads<Reply<'GET /v1/top-ups/{id}'>, Journey>,
  Reads<Reply<'GET /v1/withdrawals/{id}'>, Journey>,
  Reads<Reply<'GET /v1/top-ups'>, Page<Journey>>,
  Reads<Reply<'GET /v1/withdrawals'>, Page<Journey>>,
  Reads<Reply<'GET /v1/transfers/{id}'>, Journey>,
  Reads<Reply<'GET /v1/events'>['data'][number], LiveEvent>,
];
