// The four limits of a ward, set by a guardian with his PIN.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { type Money, parseMoney, toDecimal } from '../../../shared/money.ts';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import {
  type Guardianship,
  type Limits,
  useSetLimits,
} from '../../../shared/person/guardian/guardianships.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';

/** Each limit with the words of its field. */
const fields = [
  ['small', 'small'],
  ['large', 'large'],
  ['dailySmall', 'daySmall'],
  ['dailyNormal', 'dayNormal'],
] as const;
type Name = (typeof fields)[number][0];

export function LimitsForm(props: { guardianship: Guardianship }) {
  const { t } = useTranslation();
  const { ward, limits } = props.guardianship;
  const { currency } = limits.small;
  const [typed, setTyped] = useState<Record<Name, string>>({
    small: toDecimal(limits.small),
    large: toDecimal(limits.large),
    dailySmall: toDecimal(limits.dailySmall),
    dailyNormal: toDecimal(limits.dailyNormal),
  });
  const [asking, setAsking] = useState(false);
  const set = useSetLimits(ward.id);
  const wish = readLimits(typed, currency);
  const isChanged = wish !== undefined && fields.some(([name]) => wish[name].minor !== limits[name].minor);

  function save(pin: string) {
    if (!wish) return;
    // By its promise: the live event may be here before the answer and put another form in this one's place, and a
    // callback of `mutate` is not called for a form that is gone.
    set.mutateAsync({ limits: wish, pin }).then(
      () => {
        setAsking(false);
        notify(t('guardian.limitsSet'), 'good');
      },
      (error: unknown) => setAsking(isAboutPin(error)),
    );
  }

  return (
    <Panel title={t('guardian.limits')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) setAsking(true);
        }}
      >
        <div className="limits">
          {fields.map(([name, words]) => (
            <Field
              key={name}
              label={t(`guardian.${words}`)}
              value={typed[name]}
              onChange={(value) => setTyped({ ...typed, [name]: value })}
              inputMode="decimal"
              autoComplete="off"
              maxLength={20}
              hint={t(`guardian.${words}Hint`)}
              problem={parseMoney(typed[name], currency) ? undefined : t('guardian.amountWrong')}
              mono
            />
          ))}
        </div>
        {set.error && !isAboutPin(set.error) ? <ErrorCard error={set.error} compact /> : null}
        <Button type="submit" block disabled={!isChanged}>
          {t('guardian.setLimits')}
        </Button>
      </form>
      <PinSheet
        open={asking}
        title={t('guardian.pinLimits', { name: ward.name })}
        busy={set.isPending}
        error={isAboutPin(set.error) ? set.error : undefined}
        onPin={save}
        onClose={() => {
          setAsking(false);
          set.reset();
        }}
      />
    </Panel>
  );
}

/** Undefined while one of them is no amount. */
function readLimits(typed: Record<Name, string>, currency: string): Limits | undefined {
  const read = (name: Name): Money | undefined => parseMoney(typed[name], currency);
  const [small, large, dailySmall, dailyNormal] = [
    read('small'),
    read('large'),
    read('dailySmall'),
    read('dailyNormal'),
  ];
  return small && large && dailySmall && dailyNormal ? { small, large, dailySmall, dailyNormal } : undefined;
}
