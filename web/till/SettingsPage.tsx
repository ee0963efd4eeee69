// The frame of a page under the settings: the way back, what it is for, what went wrong, and the content.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar } from '../shared/components/AppFrame.tsx';
import { ErrorCard } from '../shared/components/ErrorCard.tsx';

export function SettingsPage(props: {
  name: 'keys' | 'webhooks' | 'staff';
  error?: unknown;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { error } = props;
  return (
    <>
      <Bar title={t(`settings.${props.name}`)} onBack={() => navigate('/settings')} />
      <div className="till-narrow">
        <p className="till-lead">{t(`settings.${props.name}Lead`)}</p>
        {error !== undefined && error !== null && <ErrorCard error={error} compact />}
        {props.children}
      </div>
    </>
  );
}
