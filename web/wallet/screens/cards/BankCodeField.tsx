// Where the code goes that the bank has sent to a card's reserved phone.
import { useTranslation } from 'react-i18next';
import { Field } from '../../../shared/components/Field.tsx';

export function BankCodeField(props: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Field
      label={t('addCard.code')}
      value={props.value}
      onChange={props.onChange}
      inputMode="numeric"
      autoComplete="one-time-code"
      placeholder="••••••"
      maxLength={8}
      autoFocus
      mono
    />
  );
}
