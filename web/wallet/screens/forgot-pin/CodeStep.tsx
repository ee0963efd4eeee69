// Second step: the code that the bank has sent to the card's reserved phone.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../shared/components/Button.tsx';
import { DemoCodes } from '../../../shared/components/CodeAgain.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { BankCodeField } from '../cards/BankCodeField.tsx';
import { isOverError, useVerify } from './recovery.ts';

export function CodeStep(props: { id: string; onAnew: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const verify = useVerify(props.id);
  // After the last wrong code, and once it has run out, no other is read.
  const isOver = isOverError(verify.error);

  function submit(event: FormEvent) {
    event.preventDefault();
    verify.mutate({ code }, { onError: () => setCode('') });
  }

  return (
    <form className="stack" onSubmit={submit}>
      {!isOver && (
        <BankCodeField
          value={code}
          onChange={(value) => setCode(value.normalize('NFKC').replace(/\D/g, ''))}
        />
      )}
      {verify.error ? <ErrorCard error={verify.error} /> : null}
      {!isOver && (
        <Button type="submit" size="large" block busy={verify.isPending} disabled={code.length < 4}>
          {t(verify.isPending ? 'journey.stepBank' : 'action.confirm')}
        </Button>
      )}
      <Button kind={isOver ? 'primary' : 'quiet'} size="large" block onClick={props.onAnew}>
        {t('forgotPin.cardAgain')}
      </Button>
      <DemoCodes />
    </form>
  );
}
