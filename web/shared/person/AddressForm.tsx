// A new delivery address. Its phone number is the payer's own until another is typed.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isPostcode, tidyText } from '../address.ts';
import { Button } from '../components/Button.tsx';
import { ErrorCard } from '../components/ErrorCard.tsx';
import { Field } from '../components/Field.tsx';
import { PhoneField } from '../components/PhoneField.tsx';
import type { Address } from '../types.ts';
import { useAddAddress } from './addresses.ts';
import { useMe } from './client.ts';
import { readPhone, showPhone } from './phone.ts';

const empty = { recipient: '', phone: '', region: '', city: '', line: '', postcode: '', label: '' };
type Typed = typeof empty;

export function AddressForm(props: { onAdded: (address: Address) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const add = useAddAddress();
  const [given, setGiven] = useState<Partial<Typed>>({});
  const [tried, setTried] = useState(false);
  const typed: Typed = { ...empty, phone: me.data ? showPhone(me.data.phone) : '', ...given };
  const change = (name: keyof Typed) => (value: string) => setGiven({ ...given, [name]: value });
  const phone = readPhone(typed.phone);
  const missing = (name: keyof Typed) => (tidyText(typed[name]) === '' ? t('address.missing') : undefined);
  const wrong = {
    recipient: missing('recipient') && t('address.recipientWrong'),
    phone: phone ? undefined : t('signIn.phoneWrong'),
    region: missing('region'),
    city: missing('city'),
    line: missing('line'),
    postcode: isPostcode(tidyText(typed.postcode)) ? undefined : t('address.postcodeWrong'),
  };
  const problem = (name: keyof typeof wrong) => (tried ? wrong[name] : undefined);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!phone || Object.values(wrong).some((words) => words !== undefined)) return;
    add.mutate(
      {
        label: tidyText(typed.label),
        recipient: tidyText(typed.recipient),
        phone,
        region: tidyText(typed.region),
        city: tidyText(typed.city),
        line: tidyText(typed.line),
        postcode: tidyText(typed.postcode),
      },
      { onSuccess: props.onAdded },
    );
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Field
        label={t('address.recipient')}
        value={typed.recipient}
        onChange={change('recipient')}
        autoComplete="name"
        maxLength={60}
        problem={problem('recipient')}
      />
      <PhoneField
        own
        label={t('address.phone')}
        value={typed.phone}
        onChange={change('phone')}
        problem={problem('phone')}
      />
      <div className="address-pair">
        <Field
          label={t('address.region')}
          value={typed.region}
          onChange={change('region')}
          autoComplete="address-level1"
          maxLength={60}
          problem={problem('region')}
        />
        <Field
          label={t('address.city')}
          value={typed.city}
          onChange={change('city')}
          autoComplete="address-level2"
          maxLength={60}
          problem={problem('city')}
        />
      </div>
      <Field
        label={t('address.line')}
        value={typed.line}
        onChange={change('line')}
        autoComplete="street-address"
        maxLength={200}
        problem={problem('line')}
      />
      <div className="address-pair">
        <Field
          label={t('address.postcode')}
          value={typed.postcode}
          onChange={change('postcode')}
          autoComplete="postal-code"
          maxLength={12}
          problem={problem('postcode')}
        />
        <Field
          label={t('address.label')}
          value={typed.label}
          onChange={change('label')}
          placeholder={t('address.labelPlaceholder')}
          maxLength={30}
        />
      </div>
      {add.error ? <ErrorCard error={add.error} compact /> : null}
      <Button type="submit" size="large" block busy={add.isPending}>
        {t('address.save')}
      </Button>
    </form>
  );
}
