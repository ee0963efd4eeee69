/** Passkeys: a signature of a person's own device as a proof (WebAuthn). For approvals; not for signing in. */
import { migrationFile } from '../database/index.ts';

export { type Assertion, AssertionResponse, OptionsReply as PasskeyOptionsReply } from './contract.ts';
export { type AskedOf, createPasskeys, type PasskeyOptions, type Passkeys } from './passkeys.ts';
export { guardPasskey, loadPasskey, type PasskeyFound } from './proof.ts';

export const passkeysMigrations = [migrationFile('passkeys/001', new URL('./schema.sql', import.meta.url))];
