/** A recovery as its person sees it, in replies and in events. */
import { isoTime } from '../../kernel/time.ts';
import type { JournalEvent } from '../../mechanisms/journal/index.ts';
import type { RecoveryView } from './contract.ts';
import { recoveryMachine } from './rules.ts';
import type { Recovery } from './storage.ts';

export function recoveryView(recovery: Recovery): RecoveryView {
  const { id, state, last4, code } = recovery;
  return {
    id,
    state,
    last4,
    ...(code === null ? {} : { code }),
    ...(recoveryMachine.isFinal(state) ? {} : { expiresAt: isoTime(recovery.expiresAt) }),
    createdAt: isoTime(recovery.createdAt),
  };
}

export function recoveryEvent(recovery: Recovery): JournalEvent {
  return {
    type: `pin-recovery.${recovery.state}`,
    object: recovery.id,
    audience: [recovery.person],
    data: recoveryView(recovery),
  };
}

/** The next state; what was typed is not kept past the bank's answer. */
export function moved(recovery: Recovery, to: Recovery['state'], more: Partial<Recovery> = {}): Recovery {
  const state = recoveryMachine.move(recovery.state, to);
  return { ...recovery, ...more, state, details: null, version: recovery.version + 1 };
}
