// The name of a journal entry's kind, for people. Kinds carry dots, so they are looked up as one key.
import type { TFunction } from 'i18next';

/** "order.pay" -> "Order paid"; a kind that has no word yet speaks for itself. */
export function actName(t: TFunction, kind: string): string {
  const acts = t('act', { returnObjects: true }) as unknown as Record<string, string>;
  return acts[kind] ?? kind;
}
