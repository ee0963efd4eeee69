// What of this person was asked, who answered, and whether it was paid in the end.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { shortTime } from '../../../shared/time.ts';
import { type SupervisedAct, useSupervisedActs } from './queries.ts';

export function History(props: { payer: string }) {
  const { t } = useTranslation();
  const acts = useSupervisedActs(props.payer);
  return (
    <Panel flush title={t('supervisor.history')}>
      <Loaded query={acts} rows={3}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('supervisor.historyEmpty')} icon={<Icon name="list" size={40} />} />
          ) : (
            <ul>
              {list.map((act) => (
                <ActRow key={act.challenge} act={act} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {acts.hasNextPage && (
        <Button kind="quiet" block busy={acts.isFetchingNextPage} onClick={() => void acts.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </Panel>
  );
}

const tones = { waiting: 'wait', paid: 'good', dropped: 'quiet' } as const;

function ActRow(props: { act: SupervisedAct }) {
  const { t, i18n } = useTranslation();
  const { act } = props;
  const words =
    act.state === 'approved' ? t(`supervisor.outcome.${act.outcome}`) : t(`supervisor.state.${act.state}`);
  const tone = act.state === 'refused' ? 'bad' : tones[act.outcome];
  return (
    <li>
      <Link to={`/approvals/${act.challenge}`} className="movement challenge-row">
        <span className="disc">
          <Icon name={act.kind === 'payment' ? 'bag' : 'send'} size={20} />
        </span>
        <span className="movement-words">
          <span className="movement-title">{act.payee?.name ?? act.subject}</span>
          <span className="movement-detail">
            {shortTime(act.createdAt, i18n.language)}
            {act.answeredBy && ` · ${t('supervisor.by', { name: act.answeredBy.name })}`}
          </span>
        </span>
        <span className="movement-end">
          {act.amount && <Amount value={act.amount} sign="never" />}
          <StatePill state={act.outcome} label={words} tone={tone} />
        </span>
      </Link>
    </li>
  );
}
