// The ways to pay, drawn by the parameters that the server sent once and this device keeps.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName, isIcon } from '../shared/components/Icon.tsx';
import { formatMoney, type Money } from '../shared/money.ts';
import { hidesAmounts, useAccounts } from '../shared/person/client.ts';
import type { PaymentMode } from '../shared/types.ts';

/** The mode that will be used: the shopper's wish while it is available, else the first that is. */
export function chooseMode(
  modes: readonly PaymentMode[],
  wanted: string | undefined,
): PaymentMode | undefined {
  const available = modes.filter((mode) => mode.available);
  return available.find(({ id }) => id === wanted) ?? available[0];
}

export function Modes(props: {
  modes: readonly PaymentMode[];
  order: string;
  currency: string;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="modes">
      <legend>{t('order.how')}</legend>
      {props.modes.map((mode) => (
        <Mode
          key={mode.id}
          mode={mode}
          currency={props.currency}
          chosen={mode.id === props.chosen}
          onChoose={props.onChoose}
        />
      ))}
      <a className="mode mode-add" href={`/wallet/cards/add?order=${props.order}`}>
        <span className="mode-icon mode-icon-add">
          <Icon name="plus" size={20} />
        </span>
        <span className="mode-words">{t('order.addCard')}</span>
      </a>
    </fieldset>
  );
}

function Mode(props: {
  mode: PaymentMode;
  currency: string;
  chosen: boolean;
  onChoose: (id: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const { mode, chosen } = props;
  const { display } = mode;
  const title = modeTitle(mode, t('order.balance'), i18n.language);
  const balance = useBalance(mode, props.currency);
  const available = balance && t('order.available', { amount: formatMoney(balance, i18n.language) });
  const refusal = mode.available
    ? undefined
    : t(`reason.${mode.reason}`, { defaultValue: t('reason.other') });
  const subtitle = [refusal, available].filter(Boolean).join(' · ');
  const icon = iconOf(mode);
  const colour = typeof display?.colour === 'string' ? display.colour : undefined;
  return (
    <label className={`mode${chosen ? ' mode-on' : ''}${mode.available ? '' : ' mode-off'}`}>
      <input
        type="radio"
        name="mode"
        className="unseen"
        checked={chosen}
        disabled={!mode.available}
        onChange={() => props.onChoose(mode.id)}
      />
      <span
        className="mode-icon"
        style={colour && /^#[0-9a-f]{6}$/i.test(colour) ? { background: colour } : undefined}
      >
        <Icon name={icon} size={20} />
      </span>
      <span className="mode-words">
        <span>{title}</span>
        {subtitle && <span className="quiet figures">{subtitle}</span>}
      </span>
      <span className="mode-mark" aria-hidden="true">
        <Icon name="check" size={16} />
      </span>
    </label>
  );
}

/** What the wallet has in the order's currency, told before it is spent; not where its owner hides amounts on this device. */
function useBalance(mode: PaymentMode, currency: string): Money | undefined {
  const accounts = useAccounts(mode.kind === 'balance' && !hidesAmounts());
  if (mode.kind !== 'balance' || !accounts.data) return undefined;
  const own = accounts.data.find(({ available }) => available.currency === currency);
  return own?.available ?? { minor: '0', currency };
}

/** The name of a mode in the shopper's language, as the display parameters have it. */
export function modeTitle(mode: PaymentMode, balance: string, language: string): string {
  const label = mode.display?.label;
  return label?.[language] ?? label?.en ?? (mode.kind === 'balance' ? balance : mode.label);
}

/** "wallet", "card-visa": ours where we have it, else by kind. */
function iconOf(mode: PaymentMode): IconName {
  const name = mode.display?.icon?.split('-')[0];
  if (isIcon(name)) return name;
  return mode.kind === 'balance' ? 'wallet' : 'card';
}
