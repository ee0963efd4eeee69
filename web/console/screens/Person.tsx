// One person, for whoever answers his call: money, orders, cards, devices, and the way to what he did and may do.
import { useQuery } from '@tanstack/react-query';
import { Descriptions, type DescriptionsProps, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { showPhone } from '../../shared/person/phone.ts';
import type { Instrument, Page } from '../../shared/types.ts';
import { AskingButton, useToldAct } from '../parts/acts.tsx';
import { Card, Head, RealName, Short, When } from '../parts/bits.tsx';
import { List, refreshMs } from '../parts/List.tsx';
import { useMay } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { LedgerAccount, PersonDetail } from '../types.ts';
import { OrderList } from './OrderList.tsx';
import { PinState } from './PinState.tsx';

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
          <OrderList brief query={{ payer: person.id }} empty={t('person.noOrders')} />
        </Card>
      </div>
    </>
  );
}

function Identity({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  const { realName, operatorRoles, memberships } = person;
  const items: NonNullable<DescriptionsProps['items']> = [
    { key: 'real', label: t('people.realName'), children: <RealName of={realName} /> },
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
  const may = useMay('support', 'admin');
  const signOut = useToldAct(
    (body: { person: string }, key) =>
      api.post<{ sessions: number }>(`/v1/operator/people/${body.person}/sign-out`, undefined, { key }),
    { done: ({ sessions }) => t('person.signedOut', { name: person.name, count: sessions }) },
  );
  if (!may || person.sessions.length === 0) return null;
  return (
    <AskingButton
      danger
      loading={signOut.isPending}
      ask={t('person.signOutAsk', { name: person.name })}
      label={t('person.signOut')}
      onYes={() => signOut.mutate({ person: person.id })}
    />
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
