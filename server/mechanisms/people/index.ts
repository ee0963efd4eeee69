/** People: who is who, and what proves it. Entered here; `caller.ts` alone may be imported directly, for its types. */
import { migrationFile } from '../database/index.ts';

export type * from './caller.ts';
export { anonymous } from './caller.ts';
export {
  type ProofBody,
  peopleRefusals,
  phoneSchema,
  pinProofSchema,
  pinSchema,
  proofSchema,
} from './contract.ts';
export { loadOperators, peopleGuard, requireOperator, requireStaff } from './guard.ts';
export { maskIdNumber, maskName, maskPhone, normalIdNumber, normalName, shownName } from './masks.ts';
export { hashNewPin } from './new-pin.ts';
export { createPeople, type People, type PeopleDeps } from './people.ts';
export {
  loadPinRecovery,
  recoverPin,
  recoveryAttempts,
  recoveryCodeAttempts,
} from './pin-recovery.ts';
export type { PlatformActs } from './platform.ts';
export {
  guardPayerPin,
  guardProof,
  hasProof,
  loadProof,
  type ProofFound,
} from './proof.ts';
export { merchantOf } from './routes-merchant.ts';
export {
  devices,
  type Merchant,
  merchants,
  operators,
  type Person,
  persons,
  pins,
  realNames,
  sessions,
  staff,
  staffKey,
} from './tables.ts';
export { isWeakPin } from './weak-pins.ts';

export const peopleMigrations = [
  migrationFile('people/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('people/002', new URL('./schema-002.sql', import.meta.url)),
  migrationFile('people/auth/001', new URL('./auth.sql', import.meta.url)),
  migrationFile('people/auth/002', new URL('./auth-002.sql', import.meta.url)),
];
