// What waits for the yes of an operator: whoever has the role may answer, with a proof of his own. Asked for again every two
// seconds, because a payer is waiting.
import { Drawer, Segmented, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { type Challenge, isMine } from '../../shared/challenge.ts';
import { Empty } from '../../shared/components/Empty.tsx';
import { Icon } from '../../shared/components/Icon.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { Expiry } from '../../shared/person/approval/Expiry.tsx';
import { Head, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { Approval } from './Approval.tsx';

const refreshMs = 2_000;
const colours = { approved: 'success', refused: 'error', cancelled: 'default', expired: 'default' } as const;

export function ApprovalsScreen() {
  const { t } = useTranslation();
  const { id } = useParams();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') === 'all' ? 'all' : 'pending';
  const go = (pathname: string) => navigate({ pathname, search: search.toString() });
  return (
    <>
      <Head title={t('approvals.title')} lead={t('approvals.lead')}>
        <Segmented
          value={state}
          onChange={(value) => setSearch(value === 'all' ? { state: value } : {})}
          options={(['pending', 'all'] as const).map((value) => ({
            value,
            label: t(`approvals.list.${value}`),
          }))}
        />
      </Head>
      <List<Challenge>
        path="/v1/challenges"
        query={{ role: 'operator', state }}
        refreshMs={refreshMs}
        rowKey={(row) => row.id}
        onOpen={(row) => void go(`/approvals/${row.id}`)}
        empty={
          <Empty
            title={t(state === 'all' ? 'approvals.noneEver' : 'approvals.none')}
            icon={<Icon name="shield" size={40} />}
          >
            {t('approvals.noneLead')}
          </Empty>
        }
        columns={[
          { title: t('approvals.request'), render: (_, row) => <Request challenge={row} /> },
          {
            title: t('common.amount'),
            align: 'end',
            render: (_, { shown }) =>
              shown.amount ? <Amount value={shown.amount} sign="never" /> : <span className="quiet">–</span>,
          },
          {
            title: t(state === 'all' ? 'common.time' : 'approvals.timeLeft'),
            render: (_, row) => <Time challenge={row} />,
          },
          {
            title: t('common.state'),
            responsive: ['md'],
            render: (_, row) => <ChallengeTag challenge={row} />,
          },
          {
            title: t('approvals.asked'),
            responsive: ['lg'],
            render: (_, row) => <When at={row.createdAt} />,
          },
        ]}
      />
      <Drawer
        open={id !== undefined}
        onClose={() => void go('/approvals')}
        size={560}
        title={t('approvals.one')}
      >
        {id !== undefined && <Approval key={id} id={id} />}
      </Drawer>
    </>
  );
}

/** On a phone there is no column for the state, so it stands here. */
function Request({ challenge }: { challenge: Challenge }) {
  const { t } = useTranslation();
  const { asker, kind, shown } = challenge;
  const name = asker.name || t('approval.who.somebody');
  return (
    <span className="request">
      <span className="wrap">
        {t(`approval.kind.${kind}`, { name, defaultValue: t('approval.kind.other', { name }) })}
      </span>
      {shown.payee?.name && <small className="wrap">{t('approval.to', { name: shown.payee.name })}</small>}
      <span className="request-state">
        <ChallengeTag challenge={challenge} />
      </span>
    </span>
  );
}

function Time({ challenge }: { challenge: Challenge }) {
  return challenge.state === 'pending' ? (
    <Expiry until={challenge.expiresAt} short />
  ) : (
    <When at={challenge.endedAt} />
  );
}

/** A request that others still have to answer is none of mine any more. */
export function ChallengeTag({ challenge }: { challenge: Challenge }) {
  const { t } = useTranslation();
  const { state } = challenge;
  if (state !== 'pending') return <Tag color={colours[state]}>{t(`approval.state.${state}`)}</Tag>;
  if (isMine(challenge)) return <Tag color="warning">{t('approvals.yours')}</Tag>;
  return (
    <Tag color="processing">{t(challenge.mine?.answered ? 'approvals.answered' : 'approvals.others')}</Tag>
  );
}
