// What a request wants, as a sentence; kinds without words of their own have kind ones.
import type { TFunction } from 'i18next';
import type { Challenge } from '../../../shared/challenge.ts';

export function kindWords(t: TFunction, challenge: Challenge, me: string | undefined): string {
  const place = challenge.asker.id === me ? 'approval.kindMine' : 'approval.kind';
  const name = challenge.asker.name || t('approval.who.somebody');
  return t(`${place}.${challenge.kind}`, { name, defaultValue: t(`${place}.other`, { name }) });
}
