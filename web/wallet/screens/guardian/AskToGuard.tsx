// Ask to look after somebody: by phone number, as what, and until when.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { PhoneField } from '../../../shared/components/PhoneField.tsx';
import { Segmented } from '../../../shared/components/Switches.tsx';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { type Relation, useAskGuardianship } from '../../../shared/person/guardian/guardianships.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { readPhone, showPhone } from '../../../shared/person/phone.ts';

const relations: readonly Relation[] = ['minor', 'elder'];

export function AskToGuard() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [relation, setRelation] = useState<Relation>('minor');
  const [until, setUntil] = useState('');
  const [asking, setAsking] = useState(false);
  const ask = useAskGuardianship();
  const phone = readPhone(typed);

  function send(pin: string) {
    if (!phone) return;
    // From the first moment of that day, where the guardian is.
    const end = until === '' ? {} : { until: new Date(`${until}T00:00:00`).toISOString() };
    ask.mutate(
      { ward: phone, relation, ...end, pin },
      {
        onSuccess: ({ ward }) => {
          setAsking(false);
          setTyped('');
          notify(t('guardian.askedDone', { name: ward.name }), 'good');
        },
        onError: (error) => setAsking(isAboutPin(error)),
      },
    );
  }

  return (
    <Panel title={t('guardian.askTitle')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (phone) setAsking(true);
        }}
      >
        <PhoneField
          label={t('guardian.phone')}
          value={typed}
          onChange={setTyped}
          hint={t('guardian.phoneHint')}
        />
        <Segmented
          name="relation"
          label={t('guardian.relation')}
          value={relation}
          options={relations.map((value) => ({ value, label: t(`guardian.relations.${value}`) }))}
          onChange={setRelation}
        />
        {relation === 'minor' && (
          <Field
            label={t('guardian.until')}
            value={until}
            onChange={setUntil}
            type="date"
            hint={t('guardian.untilHint')}
          />
        )}
        {ask.error && !isAboutPin(ask.error) ? <ErrorCard error={ask.error} compact /> : null}
        <Button type="submit" size="large" block disabled={!phone}>
          {t('guardian.ask')}
        </Button>
      </form>
      <PinSheet
        open={asking}
        title={t('guardian.pinAsk', { name: phone ? showPhone(phone) : '' })}
        busy={ask.isPending}
        error={isAboutPin(ask.error) ? ask.error : undefined}
        onPin={send}
        onClose={() => {
          setAsking(false);
          ask.reset();
        }}
      />
    </Panel>
  );
}
