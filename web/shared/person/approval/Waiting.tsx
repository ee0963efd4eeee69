// The asker's side: calm words while others decide. It changes by the server's word alone; nothing needs to be entered again.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAboutProof } from '../../answer.ts';
import { type Challenge, isMine, leavesOf, waitedFor, waitedForWords } from '../../challenge.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Sheet } from '../../components/Sheet.tsx';
import { formatMoney } from '../../money.ts';
import { useMe } from '../client.ts';
import { Approvers } from './Approvers.tsx';
import { ApproveSheet } from './ApproveSheet.tsx';
import { useAnswer, useGiveUp } from './challenges.ts';
import { Expiry } from './Expiry.tsx';
import { Headline, Why } from './What.tsx';

export function Waiting(props: { challenge: Challenge; onGivenUp?: () => void; children?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const me = useMe().data?.id;
  const { challenge } = props;
  const answer = useAnswer(challenge.id);
  const [approving, setApproving] = useState<Challenge>();
  const [leaving, setLeaving] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const others = waitedForWords(t, i18n.language, challenge.needs, me);
  const mine = isMine(challenge);
  const onlyDevices =
    waitedFor(challenge.needs).length > 0 && waitedFor(challenge.needs).every(({ who }) => 'device' in who);
  const { amount, mode } = challenge.shown;
  const [title, text] = mine
    ? [t('approval.waitingPin'), others && t('approval.waitingPinThen', { who: others })]
    : onlyDevices
      ? [t('approval.waitingDevice'), t('approval.waitingDeviceText')]
      : [t('approval.waitingFor', { who: others }), t('approval.waitingText')];
  return (
    <>
      <section className="waiting-card">
        <span className="waiting-mark waiting-mark-pending">
          <Icon name={onlyDevices ? 'phone' : 'clock'} size={32} />
        </span>
        {/* Not around the clock: it would be read out every second. */}
        <div aria-live="polite" className="waiting-words">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {text && <p className="waiting-lead">{text}</p>}
        </div>
        <Headline challenge={challenge} />
        <Expiry until={challenge.expiresAt} />
        {amount && mode === 'balance' && (
          <p className="quiet">{t('approval.held', { amount: formatMoney(amount, i18n.language) })}</p>
        )}
        {mine && (
          <Button size="large" block onClick={() => setApproving(challenge)}>
            {t('approval.confirmPin')}
          </Button>
        )}
        {answer.error && !isAboutProof(answer.error) ? <ErrorCard error={answer.error} compact /> : null}
      </section>
      <section className="waiting-facts">
        {leavesOf(challenge.needs).length > 0 && <Approvers needs={challenge.needs} isOver={false} me={me} />}
        <Why challenge={challenge} isForMe={false} />
        {props.children}
      </section>
      <Button kind="quiet" size="large" block onClick={() => setLeaving(true)}>
        {t('approval.giveUp')}
      </Button>
      <ApproveSheet
        shown={approving}
        answer={answer}
        onClose={() => {
          setApproving(undefined);
          if (isAboutProof(answer.error)) answer.reset();
        }}
      />
      <GiveUp open={leaving} id={challenge.id} onDone={props.onGivenUp} onClose={() => setLeaving(false)} />
    </>
  );
}

function GiveUp(props: { open: boolean; id: string; onDone: (() => void) | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const giveUp = useGiveUp(props.id, () => {
    props.onClose();
    props.onDone?.();
  });
  return (
    <Sheet
      open={props.open}
      onClose={giveUp.isPending ? undefined : props.onClose}
      title={t('approval.giveUpTitle')}
    >
      <div className="stack">
        <p className="quiet">{t('approval.giveUpText')}</p>
        {giveUp.error ? <ErrorCard error={giveUp.error} compact /> : null}
        <div className="approval-buttons">
          <Button kind="quiet" disabled={giveUp.isPending} onClick={props.onClose}>
            {t('approval.keepWaiting')}
          </Button>
          <Button kind="danger" busy={giveUp.isPending} onClick={() => giveUp.mutate(undefined)}>
            {t('approval.giveUp')}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
