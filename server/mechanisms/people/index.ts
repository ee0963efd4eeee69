/** People: who is who, and what proves it. Entered here; `caller.ts` alone may be imported directly, for its types. */
import { migrationFile } from '../database/index.ts';

export type * from './caller.ts';
export { anonymous } from './caller.ts';
export { phoneSchema, pinSchema, proofSchema, type ProofBody, peopleRefusals } from './contract.ts';
export { peopleGuard, requireOperator, requireStaff } from './guard.ts';
export { createPeople, type People, type PeopleDeps } from './people.ts';
export { guardProof, loadProof, proofBody, type ProofFound } from './proof.ts';
export { type Merchant, merchants, operators, type Person, persons, realNames, sessions, staff, staffKey } from './tables.ts';

export const peopleMigrations = [
  migrationFile('people/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('people/auth/001', new URL('./auth.sql', import.meta.url)),
];
