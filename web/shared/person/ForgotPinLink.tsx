// "Forgot PIN?" under every pad that asks for it. A plain link, because the checkout page has no screens of the wallet.
import { useTranslation } from 'react-i18next';
import { addressOfForgotPin } from './forgotPin.ts';

export function ForgotPinLink() {
  const { t } = useTranslation();
  const { pathname, search } = window.location;
  return (
    <a className="link-button forgot-pin-link" href={addressOfForgotPin(pathname + search)}>
      {t('pin.forgot')}
    </a>
  );
}
