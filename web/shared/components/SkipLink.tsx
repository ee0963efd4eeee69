// The first stop of the Tab key: whoever uses the keyboard passes the menu with it. Unseen until it has the focus.
import { useTranslation } from 'react-i18next';
import { focusQuietly } from '../screen.ts';

export function SkipLink() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="skip-link"
      onClick={() => focusQuietly(document.querySelector<HTMLElement>('main'))}
    >
      {t('action.skip')}
    </button>
  );
}
