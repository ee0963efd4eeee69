// An address where nothing is: says so, and where the doors are. It never guesses what was meant.
import './missing.css';
import { useTranslation } from 'react-i18next';
import { Brand } from '../shared/components/AppFrame.tsx';
import { LanguageSwitch } from '../shared/components/Switches.tsx';

const doors = ['wallet', 'till', 'console'] as const;

export function Missing() {
  const { t } = useTranslation();
  return (
    <main className="missing">
      <header>
        <Brand />
        <LanguageSwitch compact />
      </header>
      <h1>{t('missing.title')}</h1>
      <p>{t('missing.text')}</p>
      <p className="missing-address mono">{window.location.pathname.slice(0, 200)}</p>
      <a className="button button-primary button-large button-block" href="/">
        {t('missing.home')}
      </a>
      <nav aria-label={t('missing.doors')}>
        {doors.map((door) => (
          <a key={door} className="button button-quiet" href={`/${door}`}>
            {t(`missing.${door}`)}
          </a>
        ))}
      </nav>
    </main>
  );
}
