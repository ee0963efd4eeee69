// One request. Who may answer sees all that the answer is about; who asked sees how it stands; both see how it ended.
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { isAboutProof, isTooLate } from '../../../shared/answer.ts';
import { type Challenge, isMine, leavesOf, waitedForWords } from '../../../shared/challenge.ts';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { Approvers } from '../../../shared/person/approval/Approvers.tsx';
import { ApproveSheet } from '../../../shared/person/approval/ApproveSheet.tsx';
import { useAnswer, useChallenge } from '../../../shared/person/approval/challenges.ts';
import { Ended } from '../../../shared/person/approval/Ended.tsx';
import { Expiry } from '../../../shared/person/approval/Expiry.tsx';
import { RefuseSheet } from '../../../shared/person/approval/RefuseSheet.tsx';
import { Waiting } from '../../../shared/person/approval/Waiting.tsx';
import { Details, Headline, Limits, Lines, Where, Why } from '../../../shared/person/approval/What.tsx';
import { useMe } from '../../../shared/person/client.ts';
import { Problem } from '../../../shared/problem.ts';
import { kindWords } from './kindWords.ts';

export default function ApprovalScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const challenge = useChallenge(id);
  const isGone = challenge.error instanceof Problem && challenge.error.status === 404;
  return (
    <>
      <Bar title={t('approval.title')} onBack={() => void navigate('/approvals')} />
      {isGone && !challenge.data ? (
        <Empty title={t('approval.gone')} icon={<Icon name="shield" size={40} />}>
          {t('approval.goneText')}
        </Empty>
      ) : (
        <Loaded query={challenge} rows={6}>
          {(data) => <Request key={data.id} challenge={data} />}
        </Loaded>
      )}
    </>
  );
}

function Request(props: { challenge: Challenge }) {
  const { t, i18n } = useTranslation();
  const me = useMe().data?.id;
  const { challenge } = props;
  const answer = useAnswer(challenge.id);
  const [approving, setApproving] = useState<Challenge>();
  const [refusing, setRefusing] = useState<Challenge>();
  const isAsker = challenge.asker.id === me;
  const isPending = challenge.state === 'pending';
  const facts = <Facts challenge={challenge} />;

  if (!isPending)
    return (
      <div className="stack">
        {isTooLate(answer.error) && <p className="approval-note">{t('approval.late')}</p>}
        <Ended challenge={challenge} />
        {facts}
        <Link to="/approvals" className="button button-primary button-large button-block">
          {t('action.done')}
        </Link>
      </div>
    );
  if (!isMine(challenge) && isAsker) return <WaitingView challenge={challenge}>{facts}</WaitingView>;
  if (!isMine(challenge))
    return (
      <div className="stack">
        <section className="waiting-card">
          <span className="waiting-mark waiting-mark-approved">
            <Icon name="check" size={32} />
          </span>
          <div aria-live="polite" className="waiting-words">
            <h2>{t('approval.answeredYes')}</h2>
            <p className="waiting-lead">
              {t('approval.answeredYesText', { who: waitedForWords(t, i18n.language, challenge.needs, me) })}
            </p>
          </div>
          <Headline challenge={challenge} />
          <Expiry until={challenge.expiresAt} />
        </section>
        {facts}
      </div>
    );
  // On the asking device: my own proof is still missing. On another one: I am asked whether it is me.
  const isOwnProof = isAsker && leavesOf(challenge.needs).some(isMyPersonLeaf(challenge, me));
  if (isOwnProof) return <WaitingView challenge={challenge}>{facts}</WaitingView>;

  const { amount } = challenge.shown;
  const close = () => {
    setApproving(undefined);
    setRefusing(undefined);
    if (isAboutProof(answer.error)) answer.reset();
  };
  return (
    <div className="stack approval">
      {answer.error && !isAboutProof(answer.error) ? <Trouble error={answer.error} /> : null}
      <section className="approval-card">
        <h2>{kindWords(t, challenge, me)}</h2>
        <Headline challenge={challenge} />
        <Expiry until={challenge.expiresAt} />
        {isAsker && <p className="approval-note">{t('approval.isItYou')}</p>}
        <Why challenge={challenge} isForMe />
      </section>
      {facts}
      <div className="approval-acts">
        <Button kind="danger" size="large" onClick={() => setRefusing(challenge)}>
          {t('approval.refuse')}
        </Button>
        <Button size="large" onClick={() => setApproving(challenge)}>
          {amount
            ? t('approval.approveAmount', { amount: formatMoney(amount, i18n.language) })
            : t('approval.approve')}
        </Button>
      </div>
      <ApproveSheet shown={approving} answer={answer} onClose={close} />
      <RefuseSheet shown={refusing} isOwn={isAsker} answer={answer} onClose={close} />
    </div>
  );
}

const isMyPersonLeaf =
  (challenge: Challenge, me: string | undefined) =>
  (leaf: ReturnType<typeof leavesOf>[number]): boolean =>
    (challenge.mine?.leaves.includes(leaf.leaf) ?? false) &&
    'person' in leaf.who &&
    leaf.who.person.id === me;

function WaitingView(props: { challenge: Challenge; children: ReactNode }) {
  return (
    <div className="stack">
      <Waiting challenge={props.challenge} />
      {props.children}
    </div>
  );
}

function Facts(props: { challenge: Challenge }) {
  const me = useMe().data?.id;
  const { challenge } = props;
  const isOver = challenge.state !== 'pending';
  return (
    <>
      <Lines challenge={challenge} />
      <Where challenge={challenge} />
      <Limits challenge={challenge} />
      <Panel>
        <Details challenge={challenge} />
      </Panel>
      {(isOver || leavesOf(challenge.needs).length > 1) && (
        <Panel>
          <Approvers needs={challenge.needs} isOver={isOver} me={me} />
        </Panel>
      )}
    </>
  );
}

/** What an answer met: a changed request is shown anew, with a word about it. */
function Trouble(props: { error: unknown }) {
  const { t } = useTranslation();
  if (props.error instanceof Problem && props.error.code === 'CHALLENGE_CHANGED')
    return (
      <p className="approval-note" role="alert">
        {t('approval.changed')}
      </p>
    );
  return <ErrorCard error={props.error} />;
}
