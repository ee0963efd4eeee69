// First step: one of the bound cards, typed again.
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { currentLanguage } from '../../../shared/i18n.ts';
import { Problem } from '../../../shared/problem.ts';
import { fullTime } from '../../../shared/time.ts';
import type { Instrument } from '../../../shared/types.ts';
import { TypedCardForm } from '../cards/TypedCardForm.tsx';
import { type Recovery, useStart } from './recovery.ts';

export function CardStep(props: { cards: readonly Instrument[]; onStarted: (recovery: Recovery) => void }) {
  const { t } = useTranslation();
  const start = useStart();
  return (
    <>
      <div className="forgot-pin-cards">
        <span className="quiet">{t('forgotPin.oneOf')}</span>
        <ul>
          {props.cards.map(({ id, display, bankName, last4 }) => (
            <li key={id}>{display.label?.[currentLanguage()] ?? `${bankName} ·· ${last4}`}</li>
          ))}
        </ul>
      </div>
      <TypedCardForm
        busy={start.isPending}
        onCard={(card, wipe) =>
          start.mutate(card, {
            onSuccess: (recovery) => {
              wipe();
              props.onStarted(recovery);
            },
          })
        }
      >
        {start.error ? <ErrorCard error={start.error} /> : null}
        <Until error={start.error} />
      </TypedCardForm>
    </>
  );
}

/** When what is too new now will be old enough. */
function Until(props: { error: unknown }) {
  const { t, i18n } = useTranslation();
  const { error } = props;
  if (!(error instanceof Problem) || error.code !== 'PIN_RECOVERY_TOO_SOON') return null;
  return (
    <p className="quiet">
      {t('forgotPin.until', { time: fullTime(String(error.details.until), i18n.language) })}
    </p>
  );
}
