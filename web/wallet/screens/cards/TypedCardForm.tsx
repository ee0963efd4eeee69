// A card as its holder types it: number, name, validity, phone at the bank. Finds typing errors; the bank decides the rest.
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { PhoneField } from '../../../shared/components/PhoneField.tsx';
import { useMe } from '../../../shared/person/client.ts';
import { readPhone, showPhone } from '../../../shared/person/phone.ts';
import {
  cardDigits,
  groupDigits,
  groupExpiry,
  isoMonth,
  maxExpiryTyped,
  passesLuhn,
  readExpiry,
} from '../../luhn.ts';

export type TypedCard = { pan: string; holderName: string; expiry: string; phone: string };

export function TypedCardForm(props: {
  busy: boolean;
  /** Call `wipe` once the card has been taken: the number is not kept here a moment longer than needed. */
  onCard: (card: TypedCard, wipe: () => void) => void;
  /** What went wrong, between the fields and the button. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const [number, setNumber] = useState('');
  const [holder, setHolder] = useState<string>();
  const [expiry, setExpiry] = useState('');
  const [phone, setPhone] = useState<string>();
  const [tried, setTried] = useState(false);

  const holderName = holder ?? me.data?.name ?? '';
  const phoneTyped = phone ?? (me.data ? showPhone(me.data.phone) : '');
  const reservedPhone = readPhone(phoneTyped);
  const validity = readExpiry(expiry, new Date());
  const wrong = {
    number: passesLuhn(number)
      ? undefined
      : t(number === '' ? 'addCard.numberMissing' : 'addCard.numberWrong'),
    holder: holderName.trim().length > 1 ? undefined : t('addCard.holderWrong'),
    expiry:
      validity === 'good' ? undefined : t(validity === 'past' ? 'addCard.expired' : 'addCard.expiryWrong'),
    phone: reservedPhone ? undefined : t('signIn.phoneWrong'),
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (Object.values(wrong).some(Boolean) || !reservedPhone) return;
    const card = {
      pan: number,
      holderName: holderName.trim(),
      expiry: isoMonth(expiry),
      phone: reservedPhone,
    };
    props.onCard(card, () => setNumber(''));
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Panel>
        <div className="stack">
          <Field
            label={t('addCard.number')}
            value={groupDigits(number)}
            onChange={(value) => setNumber(cardDigits(value))}
            inputMode="numeric"
            autoComplete="cc-number"
            placeholder="0000 0000 0000 0000"
            maxLength={23}
            problem={tried || number.length >= 16 ? wrong.number : undefined}
            mono
          />
          <Field
            label={t('addCard.holder')}
            value={holderName}
            onChange={setHolder}
            autoComplete="cc-name"
            maxLength={60}
            problem={tried ? wrong.holder : undefined}
          />
          <div className="pair">
            <Field
              label={t('addCard.expiry')}
              value={expiry}
              onChange={(value) => setExpiry(expiry.startsWith(value) ? value : groupExpiry(value))}
              inputMode="numeric"
              autoComplete="cc-exp"
              placeholder={t('addCard.expiryShape')}
              maxLength={maxExpiryTyped}
              problem={tried || (expiry.length === 5 && !expiry.endsWith('/20')) ? wrong.expiry : undefined}
              mono
            />
            <PhoneField
              own
              label={t('addCard.phone')}
              value={phoneTyped}
              onChange={setPhone}
              problem={tried ? wrong.phone : undefined}
            />
          </div>
          <p className="quiet">{t('addCard.phoneHint')}</p>
        </div>
      </Panel>
      {props.children}
      <Button type="submit" size="large" block busy={props.busy}>
        {t(props.busy ? 'journey.stepBank' : 'action.continue')}
      </Button>
    </form>
  );
}
