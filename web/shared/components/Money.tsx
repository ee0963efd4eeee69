// Amounts: shown, and typed in.
import { type CSSProperties, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, type Money } from '../money.ts';

/** An amount in figures that line up. `tone="sign"` colours what came in; `hidden` shows dots (for the eye button). */
export function Amount(props: {
  value: Money;
  size?: 's' | 'm' | 'l' | 'xl';
  sign?: 'auto' | 'always' | 'never';
  tone?: 'plain' | 'sign';
  hidden?: boolean;
  struck?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { value, size = 'm', sign = 'auto', tone = 'plain', hidden = false, struck = false } = props;
  const incoming = tone === 'sign' && !value.minor.startsWith('-') && value.minor !== '0';
  const names = [
    'amount',
    'figures',
    `amount-${size}`,
    incoming ? 'amount-in' : '',
    struck ? 'amount-struck' : '',
  ];
  if (hidden)
    return (
      <span className={names.join(' ')}>
        <span aria-hidden="true">••••••</span>
        <span className="unseen">{t('money.hidden')}</span>
      </span>
    );
  const figures = formatMoney(value, i18n.language, { sign });
  // A large amount shrinks rather than leave its place; the style sheet asks for the number of signs.
  const style = { '--signs': figures.length } as CSSProperties;
  return (
    <span className={names.join(' ')} style={style}>
      {figures}
    </span>
  );
}

/** A large field for an amount. Keeps what was typed; the parent parses it with `parseMoney`. */
export function MoneyInput(props: {
  value: string;
  onChange: (typed: string) => void;
  currency: string;
  label?: string;
  hint?: string | undefined;
  problem?: string | undefined;
  autoFocus?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const symbol = formatMoney({ minor: '0', currency: props.currency }, i18n.language).replace(
    /[\d.,\s]/g,
    '',
  );
  const note = props.problem ?? props.hint;
  return (
    <div className="money-input">
      <label htmlFor={id}>{props.label ?? t('money.amount')}</label>
      <div className="money-input-line">
        <span aria-hidden="true">{symbol}</span>
        <input
          id={id}
          className="figures"
          inputMode="decimal"
          autoComplete="off"
          placeholder="0.00"
          maxLength={20}
          value={props.value}
          // biome-ignore lint/a11y/noAutofocus: the amount is the one thing this screen asks for
          autoFocus={props.autoFocus ?? false}
          aria-invalid={props.problem !== undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
      <p id={`${id}-note`} className={props.problem ? 'money-input-problem' : 'money-input-hint'}>
        {note ?? '\u00a0'}
      </p>
    </div>
  );
}
