// The front door.
import { useTranslation } from 'react-i18next';
import { Brand } from '../../../shared/components/AppFrame.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { PersonLanguageSwitch } from '../../../shared/person/language.tsx';
import { SignInForm } from '../../../shared/person/SignInForm.tsx';

export function SignInScreen() {
  const { t } = useTranslation();
  return (
    <main className="door">
      <section className="door-night">
        <div className="door-top">
          <Brand onDark size={32} />
          <PersonLanguageSwitch compact />
        </div>
        <h1>{t('door.title')}</h1>
        <p>{t('door.text')}</p>
        <ul className="door-points">
          <li>
            <Icon name="shield" /> {t('door.point1')}
          </li>
          <li>
            <Icon name="list" /> {t('door.point2')}
          </li>
        </ul>
      </section>
      <section className="door-form">
        <h2>{t('action.signIn')}</h2>
        <SignInForm />
      </section>
    </main>
  );
}
