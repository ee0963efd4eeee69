// One request of which an operator decides: all that the yes is about, who must say it, and how it ended.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTooLate } from '../../shared/answer.ts';
import { type Challenge, isMine } from '../../shared/challenge.ts';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Icon } from '../../shared/components/Icon.tsx';
import { formatMoney } from '../../shared/money.ts';
import { Approvers } from '../../shared/person/approval/Approvers.tsx';
import { Expiry } from '../../shared/person/approval/Expiry.tsx';
import { Details, Headline, Limits, Lines, Where, Why } from '../../shared/person/approval/What.tsx';
import { Problem } from '../../shared/problem.ts';
import { Stale } from '../parts/bits.tsx';
import { useAnswer, useMe } from '../parts/operator.ts';
import { api } from '../session.ts';
import { Approve, Refuse } from './Answer.tsx';
import { ChallengeTag } from './Approvals.tsx';

export function Approval({ id }: { id: string }) {
  const { t } = useTranslation();
  const challenge = useQuery({
    queryKey: ['challenge', id],
    queryFn: ({ signal }) => api.get<Challenge>(`/v1/challenges/${id}`, undefined, signal),
    refetchInterval: ({ state: { data } }) => (data && data.state !== 'pending' ? false : 2_000),
  });
  const isGone = challenge.error instanceof Problem && challenge.error.status === 404;
  // Also when it was here a moment ago: a role that was taken away shows nothing more.
  if (isGone)
    return (
      <Empty title={t('approval.gone')} icon={<Icon name="shield" size={40} />}>
        {t('approval.goneText')}
      </Empty>
    );
  return (
    <Loaded query={challenge} rows={6}>
      {(data) => (
        <>
          <Stale error={challenge.error} />
          <Request challenge={data} />
        </>
      )}
    </Loaded>
  );
}

function Request({ challenge }: { challenge: Challenge }) {
  const { t, i18n } = useTranslation();
  const me = useMe().data?.id;
  const answer = useAnswer(challenge.id);
  // What was seen when the button was pressed: a yes is about that and nothing else.
  const [approving, setApproving] = useState<Challenge>();
  const [refusing, setRefusing] = useState<Challenge>();
  const { state, shown, asker, kind, refusal } = challenge;
  const isPending = state === 'pending';
  const name = asker.name || t('approval.who.somebody');
  const close = () => {
    setApproving(undefined);
    setRefusing(undefined);
  };
  return (
    <div className="request-body">
      <Trouble error={approving || refusing ? undefined : answer.error} />
      <section className="request-head" aria-live="polite">
        <h2>{t(`approval.kind.${kind}`, { name, defaultValue: t('approval.kind.other', { name }) })}</h2>
        <Headline challenge={challenge} struck={!isPending && state !== 'approved'} />
        <ChallengeTag challenge={challenge} />
        {!isPending && <p className="quiet">{endWords(t, challenge, me)}</p>}
        {refusal?.reason && <blockquote>{t('approval.sayReason', { reason: refusal.reason })}</blockquote>}
        {asker.id === me && isPending && <p className="stale">{t('approvals.own')}</p>}
      </section>
      {isPending && <Expiry until={challenge.expiresAt} />}
      {isPending && <Why challenge={challenge} isForMe />}
      <Lines challenge={challenge} />
      <Where challenge={challenge} />
      <Limits challenge={challenge} />
      <Details challenge={challenge} />
      <Approvers needs={challenge.needs} isOver={!isPending} me={me} />
      {isPending && isMine(challenge) && (
        <div className="request-acts">
          <Button size="large" danger onClick={() => setRefusing(challenge)}>
            {t('approval.refuse')}
          </Button>
          <Button size="large" type="primary" onClick={() => setApproving(challenge)}>
            {shown.amount
              ? t('approval.approveAmount', { amount: formatMoney(shown.amount, i18n.language) })
              : t('approval.approve')}
          </Button>
        </div>
      )}
      <Approve shown={approving} answer={answer} onClose={close} />
      <Refuse shown={refusing} answer={answer} onClose={close} />
    </div>
  );
}

function endWords(
  t: ReturnType<typeof useTranslation>['t'],
  { state, refusal }: Challenge,
  me: string | undefined,
): string {
  if (refusal?.by.id === me && me !== undefined) return t('approval.youRefused');
  return t(`approval.endedText.${state}`, { name: refusal?.by.name || t('approvals.operator') });
}

/** What an answer met: a request that is over or has changed is shown as it is now, with a word about it. */
function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const words =
    error instanceof Problem && error.code === 'CHALLENGE_CHANGED'
      ? t('approval.changed')
      : isTooLate(error)
        ? t('approval.late')
        : undefined;
  if (words === undefined) return <ErrorCard error={error} compact />;
  return (
    <p className="stale" role="alert">
      {words}
    </p>
  );
}
