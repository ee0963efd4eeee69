// The till's settings: the shop, what its staff keeps, and this device.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Bar, Facts, Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../shared/components/Switches.tsx';
import { LiveMark } from '../LiveMark.tsx';
import { isMerchantKey, personApi, rememberShop, session, useShop } from '../session.ts';

/** What each role may keep; the server has the last word. */
const placesOf: Readonly<Record<string, readonly ('keys' | 'webhooks' | 'staff')[]>> = {
  owner: ['keys', 'webhooks', 'staff'],
  manager: ['webhooks', 'staff'],
};

export function SettingsScreen(props: { onLeave?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const shop = useShop();
  const places = placesOf[shop.role] ?? [];
  return (
    <>
      <Bar title={t('settings.title')} right={<LiveMark />} />
      <div className="till-narrow">
        <Panel title={t('settings.shop')}>
          <Facts
            rows={[
              [t('settings.name'), shop.name],
              [t('settings.role'), t(`role.${shop.role}`, { defaultValue: shop.role })],
            ]}
          />
        </Panel>
        {places.length > 0 && (
          <Panel flush>
            <ul className="till-menu">
              {places.map((name) => (
                <li key={name}>
                  <Link to={`/settings/${name}`}>
                    <span>
                      {t(`settings.${name}`)}
                      <small>{t(`settings.${name}Lead`)}</small>
                    </span>
                    <svg
                      viewBox="0 0 24 24"
                      width="20"
                      height="20"
                      fill="none"
                      stroke="currentColor"
                      strokeWidth="2"
                      strokeLinecap="round"
                      aria-hidden="true"
                    >
                      <path d="m9 5 7 7-7 7" />
                    </svg>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <Panel title={t('settings.device')}>
          <div className="till-form">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </Panel>
        {props.onLeave && (
          <Button
            kind="quiet"
            block
            onClick={() => {
              rememberShop(undefined);
              props.onLeave?.();
            }}
          >
            {t('settings.changeShop')}
          </Button>
        )}
        <Button kind="danger" block onClick={() => void signOut()}>
          {t('action.signOut')}
        </Button>
      </div>
    </>
  );
}

/** The session ends at the server too; a key is only forgotten here. */
async function signOut(): Promise<void> {
  if (!isMerchantKey(session.token())) await personApi.post('/v1/sign-out').catch(() => {});
  session.signOut();
}
