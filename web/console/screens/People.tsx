// Finding a person, ending the lock of a PIN, and who is an operator. Numbers come masked from the server.
import { Button, Input, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { showPhone } from '../../shared/person/phone.ts';
import { Head, RealName, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { useMay, useMe } from '../parts/operator.ts';
import type { PersonRow } from '../types.ts';
import { PinState } from './PinState.tsx';
import { Roles } from './Roles.tsx';

export function PeopleScreen() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [who, setWho] = useState<'all' | 'operators'>('all');
  const [changing, setChanging] = useState<PersonRow>();
  const me = useMe();
  const isAdmin = useMay('admin');
  return (
    <>
      <Head title={t('people.title')} lead={t('people.lead')} />
      <div className="filters">
        <Input.Search
          allowClear
          className="filter-wide"
          placeholder={t('people.search')}
          aria-label={t('people.search')}
          maxLength={60}
          onSearch={(text) => setQuery(text.trim())}
        />
        <Segmented
          value={who}
          onChange={setWho}
          options={(['all', 'operators'] as const).map((value) => ({
            value,
            label: t(`people.who.${value}`),
          }))}
        />
      </div>
      <List<PersonRow>
        path="/v1/operator/people"
        query={{ query: query || undefined, operators: who === 'operators' ? 'true' : undefined }}
        rowKey={({ id }) => id}
        columns={[
          {
            title: t('common.name'),
            render: (_, row) => (
              <Link to={`/people/${row.id}`}>
                <strong>{row.name}</strong>
              </Link>
            ),
          },
          {
            title: t('people.phone'),
            render: (_, row) => <span className="figures nowrap">{showPhone(row.phone)}</span>,
          },
          { title: t('people.realName'), render: (_, row) => <RealName of={row.realName} /> },
          {
            title: t('people.pin'),
            render: (_, row) => <PinState person={row} />,
          },
          {
            title: t('roles.column'),
            render: (_, row) => (
              <span className="nowrap">
                {row.operatorRoles.map((role) => (
                  <Tag key={role} color={role === 'admin' ? 'processing' : 'default'}>
                    {t(`role.${role}`)}
                  </Tag>
                ))}
                {isAdmin && row.id !== me.data?.id ? (
                  <Button
                    type="link"
                    size="small"
                    aria-label={t('roles.title', { name: row.name })}
                    onClick={() => setChanging(row)}
                  >
                    {t(row.operatorRoles.length === 0 ? 'roles.give' : 'roles.change')}
                  </Button>
                ) : (
                  row.operatorRoles.length === 0 && <span className="quiet">–</span>
                )}
              </span>
            ),
          },
          { title: t('people.since'), render: (_, row) => <When at={row.createdAt} /> },
          { title: t('common.id'), render: (_, row) => <Short value={row.id} /> },
          {
            title: t('policy.rules'),
            render: (_, row) => <Link to={`/policy?person=${row.id}`}>{t('policy.show')}</Link>,
          },
        ]}
      />
      {changing && <Roles key={changing.id} person={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
}
