// Whether a person has a PIN, and the way out when it is locked.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { shortTime } from '../../shared/time.ts';
import { useAct } from '../../shared/useAct.ts';
import { useFailure } from '../parts/bits.tsx';
import { useMay } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { PersonRow } from '../types.ts';

type Who = Pick<PersonRow, 'id' | 'name' | 'hasPin' | 'pinLockedUntil'>;

export function PinState({ person }: { person: Who }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fail = useFailure();
  const mayUnlock = useMay('support', 'admin');
  const unlock = useAct((body: { person: string }, key) =>
    api.post(`/v1/operator/people/${body.person}/unlock`, undefined, { key }),
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
        <Popconfirm
          title={t('people.unlockAsk', { name: person.name })}
          okText={t('people.unlock')}
          cancelText={t('common.cancel')}
          onConfirm={() =>
            unlock.mutate(
              { person: person.id },
              {
                onSuccess: () => void message.success(t('people.unlocked')),
                onError: fail,
                onSettled: () => void queries.invalidateQueries(),
              },
            )
          }
        >
          <Button size="small">{t('people.unlock')}</Button>
        </Popconfirm>
      )}
    </span>
  );
}
