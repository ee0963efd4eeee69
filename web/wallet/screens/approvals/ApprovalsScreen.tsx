// The inbox: what waits for me, what I asked for, and what was decided.
import { useTranslation } from 'react-i18next';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { useAsked, useDecided, useInbox } from '../../../shared/person/approval/challenges.ts';
import { ChallengeRow } from './ChallengeRow.tsx';

export default function ApprovalsScreen() {
  const { t } = useTranslation();
  const inbox = useInbox();
  const asked = useAsked();
  const decided = useDecided();
  return (
    <>
      <Bar title={t('approval.title')} />
      <div className="narrow stack">
        <Panel flush title={t('approval.inbox')}>
          <Loaded query={inbox} rows={3}>
            {(list) =>
              list.length === 0 ? (
                <Empty title={t('approval.inboxEmpty')} icon={<Icon name="shield" size={40} />}>
                  {t('approval.inboxEmptyText')}
                </Empty>
              ) : (
                <ul>
                  {list.map((challenge) => (
                    <ChallengeRow key={challenge.id} challenge={challenge} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Panel>
        {asked.data && asked.data.length > 0 && (
          <Panel flush title={t('approval.asked')}>
            <ul>
              {asked.data.map((challenge) => (
                <ChallengeRow key={challenge.id} challenge={challenge} />
              ))}
            </ul>
          </Panel>
        )}
        {decided.data && decided.data.length > 0 && (
          <Panel flush title={t('approval.over')}>
            <ul>
              {decided.data.map((challenge) => (
                <ChallengeRow key={challenge.id} challenge={challenge} />
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </>
  );
}
