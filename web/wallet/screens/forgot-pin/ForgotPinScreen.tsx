// A forgotten PIN: type a bound card, enter the bank's code, choose a new PIN. Shows the state that the server has.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { useInstruments } from '../../../shared/person/client.ts';
import { wayBack } from '../../../shared/person/forgotPin.ts';
import { CardStep } from './CardStep.tsx';
import { CodeStep } from './CodeStep.tsx';
import { NewPinStep } from './NewPinStep.tsx';
import { type Recovery, useRecovery } from './recovery.ts';

export default function ForgotPinScreen() {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const id = query.get('recovery') ?? undefined;
  const recovery = useRecovery(id);
  const leave = useLeave(query.get('back'));

  function show(next: string | undefined) {
    const changed = new URLSearchParams(query);
    if (next === undefined) changed.delete('recovery');
    else changed.set('recovery', next);
    setQuery(changed, { replace: true });
  }
  const anew = () => show(undefined);

  return (
    <>
      <Bar title={t('forgotPin.title')} onBack={leave} />
      {id === undefined ? (
        <WithCards onBack={leave} onStarted={(started) => show(started.id)} />
      ) : (
        <Loaded query={recovery} rows={4}>
          {(known) => <Progress recovery={known} onAnew={anew} onLeave={leave} />}
        </Loaded>
      )}
      {id !== undefined && recovery.error && !recovery.data ? (
        <Button kind="quiet" block onClick={anew}>
          {t('forgotPin.cardAgain')}
        </Button>
      ) : null}
    </>
  );
}

function WithCards(props: { onBack: () => void; onStarted: (recovery: Recovery) => void }) {
  const { t } = useTranslation();
  const cards = useInstruments();
  return (
    <Loaded query={cards} rows={4}>
      {(all) => {
        const bound = all.filter(({ state }) => state === 'bound');
        return bound.length > 0 ? (
          <Step step={1} title={t('forgotPin.cardTitle')} text={t('forgotPin.cardText')}>
            <CardStep cards={bound} onStarted={props.onStarted} />
          </Step>
        ) : (
          <div className="stack">
            <div className="lead" role="status">
              <h2>{t('forgotPin.noCardTitle')}</h2>
              <p className="quiet">{t('forgotPin.noCardText')}</p>
            </div>
            <Help open />
            <Button kind="quiet" size="large" block onClick={props.onBack}>
              {t('action.back')}
            </Button>
          </div>
        );
      }}
    </Loaded>
  );
}

function Progress(props: { recovery: Recovery; onAnew: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const { recovery, onAnew } = props;
  const { id, last4 } = recovery;
  switch (recovery.state) {
    case 'asking':
      return (
        <Step step={2} title={t('forgotPin.asking')} text={t('forgotPin.askingText')}>
          <p className="forgot-pin-wait" aria-hidden="true" />
        </Step>
      );
    case 'unverified':
      return (
        <Step step={2} title={t('forgotPin.codeTitle')} text={t('forgotPin.codeText', { last4 })}>
          <CodeStep id={id} onAnew={onAnew} />
        </Step>
      );
    case 'verified':
      return (
        <Step step={3} title={t('forgotPin.pinTitle')} text={t('forgotPin.pinText')}>
          <NewPinStep id={id} onAnew={onAnew} />
        </Step>
      );
    case 'done':
      return (
        <div className="stack">
          <Panel>
            <div className="forgot-pin-done" role="status">
              <span className="disc disc-l disc-in">
                <Icon name="lock" size={26} />
              </span>
              <h2>{t('forgotPin.doneTitle')}</h2>
              <p className="quiet">{t('forgotPin.doneText')}</p>
              <p className="quiet">{t('forgotPin.doneDay')}</p>
            </div>
          </Panel>
          <Button size="large" block onClick={props.onLeave}>
            {t('forgotPin.goOn')}
          </Button>
        </div>
      );
    case 'declined':
    case 'replaced': {
      const why =
        recovery.state === 'replaced' ? 'over' : recovery.code === 'NO_ANSWER' ? 'silent' : 'declined';
      return (
        <div className="stack">
          <div className="lead" role="alert">
            <h2>{t(`forgotPin.${why}Title`)}</h2>
            <p className="quiet">{t(why === 'declined' ? 'addCard.declinedText' : `forgotPin.${why}Text`)}</p>
          </div>
          <Button size="large" block onClick={onAnew}>
            {t('forgotPin.cardAgain')}
          </Button>
          <Help />
        </div>
      );
    }
  }
}

/** Where one is, in bars and in words. A new step is read out; the keyboard goes to what is to be typed. */
function Step(props: { step: 1 | 2 | 3; title: string; text: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { step, title } = props;
  return (
    <div className="stack">
      <ol className="steps" aria-label={t('forgotPin.steps')}>
        {([1, 2, 3] as const).map((one) => (
          <li key={one} aria-current={one === step ? 'step' : undefined} className={one <= step ? 'on' : ''}>
            <span className="unseen">{t('forgotPin.stepOf', { step: one })}</span>
          </li>
        ))}
      </ol>
      <div className="lead" role="status">
        <p className="forgot-pin-step">{t('forgotPin.stepOf', { step })}</p>
        <h2>{title}</h2>
        <p className="quiet">{props.text}</p>
      </div>
      {props.children}
      {step === 1 && <Help />}
    </div>
  );
}

function Help(props: { open?: boolean }) {
  const { t } = useTranslation();
  return (
    <details className="forgot-pin-help" open={props.open}>
      <summary>{t('forgotPin.helpTitle')}</summary>
      <p className="quiet">{t('forgotPin.helpText')}</p>
    </details>
  );
}

/** Back to where the PIN was asked for. The checkout is a page of its own. */
function useLeave(back: string | null): () => void {
  const navigate = useNavigate();
  return () => {
    const { page, path } = wayBack(back);
    if (page === 'pay') window.location.assign(path);
    else void navigate(path, { replace: true });
  };
}
