// Me: who I am here, language, appearance, PIN, devices, sign out.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Fact, Facts, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Icon, type IconName } from '../../../shared/components/Icon.tsx';
import { ThemeSwitch } from '../../../shared/components/Switches.tsx';
import { useMe, useSignOut } from '../../../shared/person/client.ts';
import { PersonLanguageSwitch } from '../../../shared/person/language.tsx';
import { showPhone } from '../../../shared/person/phone.ts';
import { NoticesRow } from './NoticesRow.tsx';

export default function SettingsScreen() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <>
      <Bar title={t('settings.title')} />
      <div className="narrow stack">
        <Loaded query={me} rows={2}>
          {(person) => (
            <Panel>
              <div className="receiver">
                <span className="disc disc-l disc-night">{person.name.charAt(0)}</span>
                <div>
                  <p className="receipt-name">{person.name}</p>
                  <p className="quiet figures">{showPhone(person.phone)}</p>
                </div>
              </div>
              {person.realName && (
                <Facts>
                  <Fact label={t('settings.realName')}>{person.realName.name}</Fact>
                  <Fact label={t('settings.idNumber')}>{person.realName.idNumber}</Fact>
                </Facts>
              )}
            </Panel>
          )}
        </Loaded>
        <Panel flush>
          <Row icon="globe" label={t('language.label')}>
            <PersonLanguageSwitch />
          </Row>
          <Row icon="moon" label={t('theme.label')}>
            <ThemeSwitch />
          </Row>
          <NoticesRow />
        </Panel>
        <Panel flush>
          <LinkRow to="/settings/addresses" icon="pin" label={t('addresses.title')} />
          <LinkRow to="/settings/pin" icon="lock" label={t('settings.changePin')} />
          <LinkRow to="/settings/forgot-pin" icon="lock" label={t('forgotPin.row')} />
          <LinkRow to="/settings/passkeys" icon="key" label={t('passkeys.title')} />
          <LinkRow to="/settings/devices" icon="phone" label={t('settings.devices')} />
          <LinkRow to="/settings/second-device" icon="shield" label={t('secondDevice.title')} />
          <LinkRow to="/settings/guardian" icon="shield" label={t('guardian.title')} />
          <LinkRow to="/settings/supervisor" icon="eye" label={t('supervisor.title')} />
        </Panel>
        <Button
          kind="quiet"
          size="large"
          block
          onClick={() => void signOut().then(() => navigate('/', { replace: true }))}
        >
          {t('action.signOut')}
        </Button>
      </div>
    </>
  );
}

function Row(props: { icon: IconName; label: string; children: ReactNode }) {
  return (
    <div className="row">
      <span className="row-icon">
        <Icon name={props.icon} size={20} />
      </span>
      <span className="row-label">{props.label}</span>
      {props.children}
    </div>
  );
}

function LinkRow(props: { to: string; icon: IconName; label: string }) {
  return (
    <Link to={props.to} className="row row-link">
      <span className="row-icon">
        <Icon name={props.icon} size={20} />
      </span>
      <span className="row-label">{props.label}</span>
      <Icon name="chevron" size={18} />
    </Link>
  );
}
