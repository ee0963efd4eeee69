// One person, for whoever answers his call: money, orders, cards, devices, and the way to what he did and may do.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Descriptions, type DescriptionsProps, Popconfirm, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { showPhone } from '../../shared/person/phone.ts';
import type { Instrument, Page } from '../../shared/types.ts';
import { useAct } from '../../shared/useAct.ts';
import { Card, Head, Short, useFailure, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { useMay } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { LedgerAccount, PersonDetail } from '../types.ts';
import { OrderDrawer, type OrderRow } from './OrderDrawer.tsx';
import { PinState } from './PinState.tsx';

const refreshMs = 5_000;

export function PersonScreen() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const person = useQuery({
    queryKey: ['person', id],
    queryFn: ({ signal }) => api.get<PersonDetail>(`/v1/operator/people/${id}`, undefined, signal),
    refetchInterval: refreshMs,
  });
  return (
    <>
      <p className="crumbs">
        <Link to="/people">{t('people.title')}</Link> / {t('person.crumb')}
      </p>
      <Loaded query={person}>{(found) => <Detail person={found} />}</Loaded>
    </>
  );
}

function Detail({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Head title={person.name} lead={showPhone(person.phone)}>
        <Link to={`/policy?person=${person.id}`}>{t('person.rules')}</Link>
        <Link to={`/journal?actor=${person.id}`}>{t('person.acts')}</Link>
      </Head>
      <div className="cards">
        <Card title={t('person.who')}>
          <Identity person={person} />
        </Card>
        <Card title={t('person.devices')} right={<SignOut person={person} />}>
          <Devices sessions={person.sessions} />
        </Card>
        <Card title={t('person.accounts')}>
          <Accounts person={person.id} />
        </Card>
        <Card title={t('person.cards')}>
          <Cards person={person.id} />
        </Card>
        <Card title={t('person.orders')} className="card-wide">
          <Orders person={person.id} />
        </Card>
      </div>
    </>
  );
}

function Identity({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const { realName, operatorRoles, memberships } = person;
  const items: NonNullable<DescriptionsProps['items']> = [
    {
      key: 'real',
      label: t('people.realName'),
      children: realName ? (
        <span>
          {realName.name} <small className="quiet figures">{realName.idNumber}</small>
        </span>
      ) : (
        <span className="quiet">–</span>
      ),
    },
    { key: 'pin', label: t('people.pin'), children: <PinState person={person} /> },
    { key: 'since', label: t('people.since'), children: <When at={person.createdAt} /> },
    { key: 'id', label: t('common.id'), children: <Short value={person.id} keep={30} /> },
  ];
  if (operatorRoles.length > 0)
    items.push({
      key: 'roles',
      label: t('roles.column'),
      children: operatorRoles.map((role) => <Tag key={role}>{t(`role.${role}`)}</Tag>),
    });
  if (memberships.length > 0)
    items.push({
      key: 'staff',
      label: t('person.staff'),
      children: memberships
        .map(({ name, role }) => `${name} · ${t(`person.staffRole.${role}`)}`)
        .join(t('role.comma')),
    });
  return <Descriptions column={1} items={items} />;
}

/** For a phone that was lost or stolen: whoever holds it can do nothing more with it. */
function SignOut({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fail = useFailure();
  const may = useMay('support', 'admin');
  const act = useAct((body: { person: string }, key) =>
    api.post<{ sessions: number }>(`/v1/operator/people/${body.person}/sign-out`, undefined, { key }),
  );
  if (!may || person.sessions.length === 0) return null;
  return (
    <Popconfirm
      title={t('person.signOutAsk', { name: person.name })}
      okText={t('person.signOut')}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        act.mutate(
          { person: person.id },
          {
            onSuccess: ({ sessions }) =>
              void message.success(t('person.signedOut', { name: person.name, count: sessions })),
            onError: fail,
            onSettled: () => void queries.invalidateQueries(),
          },
        )
      }
    >
      <Button size="small" danger loading={act.isPending}>
        {t('person.signOut')}
      </Button>
    </Popconfirm>
  );
}

function Devices({ sessions }: { sessions: PersonDetail['sessions'] }) {
  const { t } = useTranslation();
  return (
    <Table
      size="middle"
      pagination={sessions.length > 10 && { pageSize: 10 }}
      scroll={{ x: 'max-content' }}
      rowKey={({ id }) => id}
      dataSource={sessions}
      locale={{ emptyText: t('person.noDevices') }}
      columns={[
        { title: t('person.device'), render: (_, { device }) => device.name },
        { title: t('person.signedInAt'), render: (_, row) => <When at={row.openedAt} /> },
        { title: t('person.signedInUntil'), render: (_, row) => <When at={row.expiresAt} /> },
      ]}
    />
  );
}

function Accounts({ person }: { person: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <List<LedgerAccount>
      path="/v1/operator/ledger/accounts"
      query={{ owner: person }}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(`/ledger/${id}`)}
      empty={t('person.noAccounts')}
      columns={[
        {
          title: t('common.kind'),
          render: (_, { kind, currency }) =>
            `${t(`ledger.kind.${kind}`, { defaultValue: kind })} · ${currency}`,
        },
        { title: t('ledger.balance'), align: 'end', render: (_, row) => <Amount value={row.balance} /> },
        { title: t('ledger.held'), align: 'end', render: (_, row) => <Amount value={row.held} /> },
        { title: t('ledger.available'), align: 'end', render: (_, row) => <Amount value={row.available} /> },
      ]}
    />
  );
}

function Cards({ person }: { person: string }) {
  const { t } = useTranslation();
  const cards = useQuery({
    queryKey: ['cards-of', person],
    queryFn: ({ signal }) =>
      api.get<Page<Instrument>>(`/v1/operator/people/${person}/instruments`, undefined, signal),
    refetchInterval: refreshMs,
  });
  return (
    <Loaded query={cards} rows={2}>
      {({ data }) => (
        <Table
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          rowKey={({ id }) => id}
          dataSource={data}
          locale={{ emptyText: t('person.noCards') }}
          columns={[
            {
              title: t('person.card'),
              render: (_, { bankName, last4 }) => (
                <span className="nowrap">
                  {bankName} <span className="figures">•••• {last4}</span>
                </span>
              ),
            },
            { title: t('person.holder'), render: (_, { holder }) => holder },
            { title: t('common.state'), render: (_, { state }) => <StatePill state={state} /> },
            { title: t('common.made'), render: (_, row) => <When at={row.createdAt} /> },
          ]}
        />
      )}
    </Loaded>
  );
}

function Orders({ person }: { person: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<OrderRow>();
  return (
    <>
      <List<OrderRow>
        path="/v1/operator/orders"
        query={{ payer: person }}
        rowKey={({ id }) => id}
        onOpen={setShown}
        empty={t('person.noOrders')}
        columns={[
          { title: t('common.time'), render: (_, row) => <When at={row.createdAt} /> },
          {
            title: t('orders.merchant'),
            render: (_, row) => row.merchant.name ?? <Short value={row.merchant.id} />,
          },
          { title: t('common.state'), render: (_, row) => <StatePill state={row.state} /> },
          { title: t('common.amount'), align: 'end', render: (_, row) => <Amount value={row.amount} /> },
          { title: t('common.reference'), render: (_, row) => <Short value={row.merchantReference} /> },
        ]}
      />
      <OrderDrawer order={shown} onClose={() => setShown(undefined)} />
    </>
  );
}
