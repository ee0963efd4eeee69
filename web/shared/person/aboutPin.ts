// Which refusals speak of the PIN (or of the line), so that the sheet stays open and says so; all others concern the payment
// itself, and the page behind is drawn again with the reason.
import { Problem } from '../problem.ts';

const codes = new Set([
  'PIN_WRONG',
  'LOCKED',
  'RATE_LIMITED',
  'NO_ANSWER',
  'BODY_INVALID',
  'BUSY',
  'STOPPING',
]);

export function isAboutPin(error: unknown): error is Problem {
  return error instanceof Problem && codes.has(error.code);
}

/** Was that the last try? Further digits would be refused unread until the lock ends. */
export function isLastTry(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return error.code === 'LOCKED' || (error.code === 'PIN_WRONG' && error.details.left === 0);
}
