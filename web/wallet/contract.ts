// Holds the shapes that only the wallet reads against the SDK's, as shared/contract.ts does. It contains no code that runs.
import type { Reply } from '@bursar/sdk';
import type { Supervisions } from '../shared/person/supervisions.ts';
import type { Page } from '../shared/types.ts';
import type { SecondDevice } from './screens/second-device/queries.ts';
import type { SupervisedAct } from './screens/supervisor/queries.ts';

/** Compiles only when what the server sends can be read as what the screens expect. */
type Reads<Sent extends Expected, Expected> = Sent;

export type Checked = [
  Reads<Reply<'GET /v1/second-device'>, SecondDevice>,
  Reads<Reply<'GET /v1/supervision'>, Supervisions>,
  Reads<Reply<'GET /v1/supervision/{payer}/history'>, Page<SupervisedAct>>,
];
