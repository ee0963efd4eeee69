// The name of a journal entry's kind, for people: what was asked, whether or not it was done. Kinds carry dots, so they are looked up as one key.
import type { TFunction } from 'i18next';

/** "order.pay" -> "Pay an order"; a kind that has no word yet speaks for itself. */
export function actName(t: TFunction, kind: string): string {
  const acts = t('act', { returnObjects: true }) as unknown as Record<string, string>;
  return acts[kind] ?? kind;
}
