// How a request ended, in one card: approved, refused with the reason, withdrawn, or out of time.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Challenge } from '../../challenge.ts';
import { Icon, type IconName } from '../../components/Icon.tsx';
import { useMe } from '../client.ts';
import { Headline } from './What.tsx';

const icons: Record<string, IconName> = { approved: 'check', refused: 'cross', cancelled: 'undo' };

/** Takes the focus, so that it is read out. */
export function Ended(props: { challenge: Challenge }) {
  const { t } = useTranslation();
  const me = useMe().data?.id;
  const heading = useRef<HTMLHeadingElement>(null);
  const { challenge } = props;
  const { state, refusal } = challenge;
  const isAsker = challenge.asker.id === me;
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="waiting-card">
      <span className={`waiting-mark waiting-mark-${state}`}>
        <Icon name={icons[state] ?? 'clock'} size={34} />
      </span>
      <h2 ref={heading} tabIndex={-1}>
        {t(`approval.ended.${state}`)}
      </h2>
      {refusal ? (
        <p className="waiting-lead">
          {refusal.by.id === me
            ? t('approval.youRefused')
            : t('approval.endedText.refused', { name: refusal.by.name || t('approval.who.somebody') })}
        </p>
      ) : (
        <p className="waiting-lead">{t(`approval.endedText.${state}`)}</p>
      )}
      {refusal?.reason && (
        <blockquote className="waiting-reason">
          {t('approval.sayReason', { reason: refusal.reason })}
        </blockquote>
      )}
      <Headline challenge={challenge} struck={state !== 'approved'} />
      {isAsker && challenge.shown.amount && state === 'refused' && (
        <p className="quiet">{t('approval.nothingPaid')}</p>
      )}
    </section>
  );
}
