// A note for every payment of a ward: how large, where to, and what the rule said of it.
import { useTranslation } from 'react-i18next';
import { placeText } from '../../../shared/address.ts';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { type Notice, useNotices } from '../../../shared/person/guardian/guardianships.ts';
import { shortTime } from '../../../shared/time.ts';

export function NoticeList(props: { ward: string }) {
  const { t } = useTranslation();
  const notices = useNotices(props.ward);
  return (
    <Panel flush title={t('guardian.history')}>
      <Loaded query={notices} rows={3}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('guardian.historyEmpty')} icon={<Icon name="list" size={40} />} />
          ) : (
            <ul>
              {list.map((notice) => (
                <NoticeRow key={notice.id} notice={notice} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {notices.hasNextPage && (
        <Button
          kind="quiet"
          block
          busy={notices.isFetchingNextPage}
          onClick={() => void notices.fetchNextPage()}
        >
          {t('action.more')}
        </Button>
      )}
    </Panel>
  );
}

const tones = { asked: 'wait', paid: 'good', failed: 'quiet' } as const;

function NoticeRow(props: { notice: Notice }) {
  const { t, i18n } = useTranslation();
  const { notice } = props;
  const { band, treatedAs, verdict, address, answeredBy } = notice;
  const judged = [
    t(`guardian.band.${band}`),
    ...(treatedAs === band ? [] : [t(`guardian.asBand.${treatedAs}`)]),
    t(`guardian.verdict.${verdict}`),
  ];
  return (
    <li className="movement notice-row">
      <span className="disc">
        <Icon name={notice.kind === 'payment' ? 'bag' : 'send'} size={20} />
      </span>
      <span className="movement-words">
        <span className="movement-title">{notice.payee.name}</span>
        <span className="movement-detail">
          {shortTime(notice.at, i18n.language)} · {judged.join(' · ')}
        </span>
        {answeredBy && (
          <span className="movement-detail">
            {t(`guardian.said.${answeredBy.answer}`, {
              name: answeredBy.name || t('approval.who.somebody'),
            })}
          </span>
        )}
        {address && (
          <span className="movement-detail">
            {t('guardian.to', { place: placeText(address) })}
            {!notice.addressApproved && ` · ${t('guardian.newAddress')}`}
          </span>
        )}
      </span>
      <span className="movement-end">
        <Amount value={notice.amount} sign="never" />
        <StatePill
          state={notice.state}
          label={t(`guardian.state.${notice.state}`)}
          tone={tones[notice.state]}
        />
      </span>
    </li>
  );
}
