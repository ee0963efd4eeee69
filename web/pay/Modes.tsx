// The ways to pay, drawn by the parameters that the server sent once and this device keeps.
import { useTranslation } from 'react-i18next';
import { Icon, isIcon } from '../shared/components/Icon.tsx';
import type { Money } from '../shared/money.ts';
import type { ModeDisplay, PaymentMode } from '../shared/types.ts';

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
  chosen: string | undefined;
  total: Money;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="modes">
      <legend>{t('order.how')}</legend>
      {props.modes.map((mode) => (
        <Mode key={mode.id} mode={mode} chosen={mode.id === props.chosen} onChoose={props.onChoose} />
      ))}
      <a className="mode mode-add" href="/wallet/cards/add">
        <span className="mode-icon mode-icon-add">
          <Icon name="plus" size={20} />
        </span>
        <span className="mode-words">{t('order.addCard')}</span>
      </a>
    </fieldset>
  );
}

function Mode(props: { mode: PaymentMode; chosen: boolean; onChoose: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  const { mode, chosen } = props;
  const { display } = mode;
  const title =
    words(display, 'title', i18n.language) ?? (mode.kind === 'balance' ? t('order.balance') : mode.label);
  const subtitle = mode.available
    ? (words(display, 'subtitle', i18n.language) ?? (mode.label === title ? undefined : mode.label))
    : t(`reason.${mode.reason}`, { defaultValue: t('reason.other') });
  const icon = typeof display?.icon === 'string' && isIcon(display.icon) ? display.icon : undefined;
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
        <Icon name={icon ?? (mode.kind === 'balance' ? 'wallet' : 'card')} size={20} />
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

/** A text of the display parameters: one string, or one per language. */
function words(
  display: ModeDisplay | null | undefined,
  name: 'title' | 'subtitle',
  language: string,
): string | undefined {
  const value = display?.[name];
  if (typeof value === 'string') return value;
  return value?.[language] ?? value?.en;
}
