// One request in a list: who asks for what, how much, and how long there still is, or how it ended.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Challenge, isMine, waitedForWords } from '../../../shared/challenge.ts';
import { Icon, type IconName } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { Expiry } from '../../../shared/person/approval/Expiry.tsx';
import { useMe } from '../../../shared/person/client.ts';
import { shortTime } from '../../../shared/time.ts';
import { kindWords } from './kindWords.ts';

const icons: Record<string, IconName> = { payment: 'bag', transfer: 'send', withdrawal: 'bank' };
const tones = {
  pending: 'wait',
  approved: 'good',
  refused: 'bad',
  cancelled: 'quiet',
  expired: 'quiet',
} as const;

export function ChallengeRow(props: { challenge: Challenge }) {
  const { t, i18n } = useTranslation();
  const me = useMe().data?.id;
  const { challenge } = props;
  const { shown, state } = challenge;
  const isPending = state === 'pending';
  const others = isPending && !isMine(challenge) && waitedForWords(t, i18n.language, challenge.needs, me);
  const detail = shown.payee?.name ? t('approval.to', { name: shown.payee.name }) : undefined;
  return (
    <li>
      <Link to={`/approvals/${challenge.id}`} className="movement challenge-row">
        <span className={isMine(challenge) ? 'disc disc-wait' : 'disc'}>
          <Icon name={icons[challenge.kind] ?? 'shield'} size={20} />
        </span>
        <span className="movement-words">
          <span className="movement-title">{kindWords(t, challenge, me)}</span>
          {detail && <span className="movement-detail">{detail}</span>}
          {others && <span className="movement-detail">{t('approval.waitingFor', { who: others })}</span>}
        </span>
        <span className="movement-end">
          {shown.amount && <Amount value={shown.amount} sign="never" />}
          {isPending ? (
            <Expiry until={challenge.expiresAt} short />
          ) : (
            <span className="challenge-end">
              <StatePill state={state} label={t(`approval.state.${state}`)} tone={tones[state]} />
              <span className="movement-detail">
                {shortTime(challenge.endedAt ?? challenge.createdAt, i18n.language)}
              </span>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
