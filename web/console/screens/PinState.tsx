// Whether a person has a PIN, and the way out when it is locked.
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { shortTime } from '../../shared/time.ts';
import { AskingButton, useToldAct } from '../parts/acts.tsx';
import { useMay } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { PersonRow } from '../types.ts';

type Who = Pick<PersonRow, 'id' | 'name' | 'hasPin' | 'pinLockedUntil'>;

export function PinState({ person }: { person: Who }) {
  const { t, i18n } = useTranslation();
  const mayUnlock = useMay('support', 'admin');
  const unlock = useToldAct(
    (body: { person: string }, key) =>
      api.post(`/v1/operator/people/${body.person}/unlock`, undefined, { key }),
    { done: t('people.unlocked') },
  );
  if (!person.pinLockedUntil)
    return (
      <Tag color={person.hasPin ? 'success' : 'default'}>
        {person.hasPin ? t('people.pinSet') : t('people.pinNone')}
      </Tag>
    );
  return (
    <span className="nowrap">
      <Tag color="error">
        {t('people.pinLocked', { time: shortTime(person.pinLockedUntil, i18n.language) })}
      </Tag>{' '}
      {mayUnlock && (
        <AskingButton
          ask={t('people.unlockAsk', { name: person.name })}
          label={t('people.unlock')}
          onYes={() => unlock.mutate({ person: person.id })}
        />
      )}
    </span>
  );
}
