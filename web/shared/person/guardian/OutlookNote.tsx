// Tells a ward, before he pays, what this payment will need. People without a guardian see nothing.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../components/Icon.tsx';
import { guardianNames, type useOutlook, type Verdict } from './guardianships.ts';
import './guardian.css';

const icons: Record<Verdict, IconName> = {
  free: 'check',
  'own-proof': 'lock',
  guardian: 'shield',
  refused: 'pin',
};

export function OutlookNote(props: { outlook: ReturnType<typeof useOutlook> }) {
  const { t, i18n } = useTranslation();
  const { outlook } = props;
  if (!outlook) return null;
  const { verdict, because, guardians } = outlook;
  const isAsked = verdict === 'guardian';
  const name = guardianNames(i18n.language, guardians, isAsked ? 'or' : 'and');
  // A new address is the one thing that the ward himself may choose differently.
  const words = isAsked && because === 'GUARDIAN_NEW_ADDRESS' ? 'newAddress' : verdict;
  return (
    <p className={`outlook outlook-${verdict}`} aria-live="polite" data-testid="outlook">
      <Icon name={icons[verdict]} size={20} />
      <span>
        {t(`outlook.${words}`, { name })}
        {because.startsWith('GUARDIAN_DAY_') && ` ${t(`outlook.${isAsked ? 'dayLarge' : 'daySum'}`)}`}
      </span>
    </p>
  );
}
