// What every part of the bank is handed: its database, its clock, its settings and how to wake its worker.

import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import type { Lies } from './lies.ts';
import type { Platform } from './platform.ts';

export interface Settings {
  /** How long the platform may take to confirm a pending debit. */
  pendingWindowMs: number;
  /** Pause before a pending debit is asked about again. */
  askAgainMs: number;
  codeLifeMs: number;
}

export interface Bank {
  db: Database;
  now: () => Date;
  lies: Lies;
  changes: Changes;
  platform: Platform;
  settings: Settings;
  wake: () => void;
  log: Log;
}

/** One JSON line. Never a card number, a code or a secret. */
export type Log = (level: 'info' | 'error', message: string, details?: Record<string, unknown>) => void;
