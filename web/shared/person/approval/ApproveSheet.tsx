// The sheet behind "Approve": what is about to be approved, once more, and a proof of who says so. One tap never approves.
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Challenge } from '../../challenge.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Field } from '../../components/Field.tsx';
import { PinPad } from '../../components/PinPad.tsx';
import { Sheet } from '../../components/Sheet.tsx';
import { ForgotPinLink } from '../ForgotPinLink.tsx';
import { LockedNote, usePinLock } from '../LockedNote.tsx';
import { type useAnswer, useProving, useSendCode } from './challenges.ts';
import { Headline } from './What.tsx';

/** `shown` is what the person has seen; a yes is about that and nothing else. */
export function ApproveSheet(props: {
  shown: Challenge | undefined;
  answer: ReturnType<typeof useAnswer>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { shown, answer } = props;
  return (
    <Sheet
      open={shown !== undefined}
      onClose={answer.isPending ? undefined : props.onClose}
      title={t('approval.approveTitle')}
    >
      {shown && <Proving shown={shown} answer={answer} onClose={props.onClose} />}
    </Sheet>
  );
}

function Proving(props: { shown: Challenge; answer: ReturnType<typeof useAnswer>; onClose: () => void }) {
  const { t } = useTranslation();
  const { shown, answer, onClose } = props;
  const { way, others, choose, say, sign, error, isUnused } = useProving({
    shown,
    answer,
    onYes: onClose,
    onClose,
  });
  return (
    <div className="pin-sheet">
      <Headline challenge={shown} />
      {isUnused && <p className="approval-note">{t('approval.passkeyFailed')}</p>}
      {error && !isUnused && !answer.isPending ? <ErrorCard error={error} compact /> : null}
      {way === 'pin' && <PinWay onPin={(pin) => say({ pin })} busy={answer.isPending} error={answer.error} />}
      {way === 'code' && (
        <CodeWay challenge={shown.id} onCode={(code) => say({ code })} busy={answer.isPending} />
      )}
      {way === 'passkey' && (
        <div className="stack-tight">
          <p className="quiet centred">{t('approval.passkeyText')}</p>
          <Button size="large" block busy={answer.isPending} onClick={() => void sign()}>
            {t('approval.withPasskey')}
          </Button>
        </div>
      )}
      {way === 'word' && (
        <Button size="large" block busy={answer.isPending} onClick={() => say()}>
          {t('approval.sayYes')}
        </Button>
      )}
      {others.map((other) => (
        <button key={other} type="button" className="link-button" onClick={() => choose(other)}>
          {t(other === 'pin' ? 'approval.withPin' : 'approval.withCode')}
        </button>
      ))}
    </div>
  );
}

function PinWay(props: { onPin: (pin: string) => void; busy: boolean; error: unknown }) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const { error, busy } = props;
  const isLocked = usePinLock(error);
  useEffect(() => {
    if (error) setAttempt((count) => count + 1);
  }, [error]);
  return (
    <>
      {isLocked && !busy ? <LockedNote /> : <PinPad onPin={props.onPin} busy={busy} attempt={attempt} />}
      <div className="pin-sheet-foot">
        <p className="pin-sheet-busy" aria-live="polite">
          {busy ? t('pin.checking') : ''}
        </p>
        {!busy && <ForgotPinLink />}
      </div>
    </>
  );
}

function CodeWay(props: { challenge: string; onCode: (code: string) => void; busy: boolean }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const send = useSendCode(props.challenge);
  const code = typed.normalize('NFKC').replace(/\s/g, '');
  function submit(event: FormEvent) {
    event.preventDefault();
    if (/^\d{6}$/.test(code)) props.onCode(code);
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p className="quiet">{t('approval.codeText')}</p>
      {send.error ? <ErrorCard error={send.error} compact /> : null}
      <Field
        label={t('approval.code')}
        value={typed}
        onChange={setTyped}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={8}
        mono
        hint={send.isSuccess ? t('approval.codeSent') : undefined}
      />
      <div className="approval-buttons">
        <Button kind="quiet" busy={send.isPending} onClick={() => send.mutate(undefined)}>
          {t('approval.codeSend')}
        </Button>
        <Button type="submit" busy={props.busy} disabled={!/^\d{6}$/.test(code)}>
          {t('approval.approve')}
        </Button>
      </div>
    </form>
  );
}
