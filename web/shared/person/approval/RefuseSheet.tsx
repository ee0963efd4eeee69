// The sheet behind "Refuse": a reason that is ready, or one's own words. The one who asked reads it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Challenge } from '../../challenge.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Field } from '../../components/Field.tsx';
import { Sheet } from '../../components/Sheet.tsx';
import type { useAnswer } from './challenges.ts';

const ready = ['talk', 'unknown', 'amount', 'fraud'] as const;
const ownReady = ['notMe', 'amount'] as const;
const maxLength = 120;

export function RefuseSheet(props: {
  shown: Challenge | undefined;
  /** Asked by myself, on another device. */
  isOwn: boolean;
  answer: ReturnType<typeof useAnswer>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { shown, answer, onClose } = props;
  const [chosen, setChosen] = useState('');
  const [own, setOwn] = useState('');
  const reasons = props.isOwn ? ownReady : ready;
  const written = [chosen && t(`approval.reasons.${chosen}`), own.trim()].filter(Boolean).join(' · ');

  function refuse(asked: Challenge) {
    answer.mutate(
      { answer: 'no', about: asked.about, ...(written ? { reason: written } : {}) },
      { onSettled: onClose },
    );
  }
  return (
    <Sheet
      open={shown !== undefined}
      onClose={answer.isPending ? undefined : onClose}
      title={t('approval.refuseTitle')}
    >
      {shown && (
        <div className="stack">
          <p className="quiet">{t('approval.refuseText', { name: shown.asker.name })}</p>
          <fieldset className="reasons">
            <legend className="unseen">{t('approval.reasonLabel')}</legend>
            {reasons.map((reason) => (
              <label key={reason} className={reason === chosen ? 'reason reason-on' : 'reason'}>
                <input
                  type="radio"
                  name="reason"
                  className="unseen"
                  checked={reason === chosen}
                  onChange={() => setChosen(reason)}
                />
                {t(`approval.reasons.${reason}`)}
              </label>
            ))}
          </fieldset>
          <Field
            label={t('approval.ownReason')}
            value={own}
            onChange={(text) => setOwn(text.replace(/\p{Cc}/gu, ' '))}
            maxLength={maxLength}
            autoComplete="off"
          />
          {answer.error ? <ErrorCard error={answer.error} compact /> : null}
          <Button kind="danger" size="large" block busy={answer.isPending} onClick={() => refuse(shown)}>
            {t('approval.sayNo')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
