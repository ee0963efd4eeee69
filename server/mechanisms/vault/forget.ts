/** How a decision has a sealed value destroyed: after the commit, by a job, also when the process dies in between. */
import type { Task } from '../jobs/index.ts';
import type { Effect } from '../journal/index.ts';
import type { Vault, VaultRef } from './index.ts';

const FORGET = 'vault.forget';

export const forgetSealed = (...refs: readonly (VaultRef | null | undefined)[]): Effect[] =>
  refs.flatMap((ref) => (ref ? [{ task: FORGET, payload: { ref } }] : []));

export const vaultTasks = (vault: Pick<Vault, 'forget'>): Readonly<Record<string, Task>> => ({
  [FORGET]: ({ ref }: { readonly ref: VaultRef }) => vault.forget([ref]),
});
