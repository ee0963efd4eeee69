// A field for a phone number: one's own, which the browser may fill in, or somebody else's, which it may not.
import type { ComponentProps } from 'react';
import { Field } from './Field.tsx';

type Props = Pick<
  ComponentProps<typeof Field>,
  'label' | 'value' | 'onChange' | 'hint' | 'problem' | 'autoFocus'
>;

export function PhoneField({ own = false, ...field }: Props & { own?: boolean }) {
  return (
    <Field
      {...field}
      type="tel"
      inputMode="tel"
      autoComplete={own ? 'tel' : 'off'}
      placeholder={own ? '+86 138 0000 0001' : '+86 138 0000 0002'}
      maxLength={24}
      mono
    />
  );
}
