// The field for an amount that moves in or out of the wallet: what is available, and what is wrong with what was typed.
import { useTranslation } from 'react-i18next';
import { MoneyInput } from '../shared/components/Money.tsx';
import { formatMoney, type Money } from '../shared/money.ts';

export function AmountInput(props: {
  typed: string;
  onChange: (typed: string) => void;
  currency: string;
  /** Undefined when what was typed is none. */
  amount: Money | undefined;
  available: Money | undefined;
  tooMuch: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { typed, amount, tooMuch } = props;
  const available = props.available && formatMoney(props.available, i18n.language);
  return (
    <MoneyInput
      value={typed}
      onChange={props.onChange}
      currency={props.currency}
      hint={available && t('transfer.available', { amount: available })}
      problem={
        typed !== '' && !amount
          ? t('transfer.amountWrong')
          : tooMuch
            ? available && t('transfer.tooMuch', { amount: available })
            : undefined
      }
      autoFocus
    />
  );
}
