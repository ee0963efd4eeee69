// Above which amount another device of mine is asked, and which ones confirm. What makes paying easier waits for a yes there.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { MoneyInput } from '../../../shared/components/Money.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Toggle } from '../../../shared/components/Toggle.tsx';
import { parseMoney, toDecimal } from '../../../shared/money.ts';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { useWalletAccount } from '../../../shared/person/client.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { shortTime } from '../../../shared/time.ts';
import { type SecondDevice, useSecondDevice, useSetSecondDevice, type Wish } from './queries.ts';

export default function SecondDeviceScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const known = useSecondDevice();
  return (
    <>
      <Bar title={t('secondDevice.title')} onBack={() => void navigate('/settings')} />
      <div className="stack">
        <p className="quiet">{t('secondDevice.text')}</p>
        <Loaded query={known} rows={4}>
          {(data) => (
            <>
              {data.waiting && <WaitingNote challenge={data.waiting.challenge} />}
              {/* What the server says anew replaces what was typed. */}
              <Level key={JSON.stringify([data.above, data.devices, data.endsAt])} now={data} />
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}

function WaitingNote(props: { challenge: string }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('secondDevice.waiting')}>
      <div className="stack">
        <p className="quiet">{t('secondDevice.waitingText')}</p>
        <Link to={`/approvals/${props.challenge}`} className="button button-soft button-medium button-block">
          {t('secondDevice.look')}
        </Link>
      </div>
    </Panel>
  );
}

function Level(props: { now: SecondDevice }) {
  const { t, i18n } = useTranslation();
  const { now } = props;
  const own = useWalletAccount()?.currency ?? 'CNY';
  const currency = now.above?.currency ?? own;
  const [typed, setTyped] = useState(now.above ? toDecimal(now.above) : '');
  const [chosen, setChosen] = useState(() => firstChoice(now));
  const [asking, setAsking] = useState<{ wish: Wish }>();
  const set = useSetSecondDevice();
  const above = parseMoney(typed, currency);
  const others = now.devices.filter(({ isThis, signedIn }) => !isThis && signedIn);
  const hasOther = now.devices.some(({ id, isThis }) => !isThis && chosen.includes(id));
  const wish = above && hasOther ? { above, devices: chosen } : undefined;

  function save(pin: string) {
    if (!asking) return;
    // By its promise: when the live event is faster than the answer, another form stands here already.
    set.mutateAsync({ wish: asking.wish, pin }).then(
      ({ waiting, endsAt }) => {
        setAsking(undefined);
        if (!waiting && !endsAt) notify(t('secondDevice.saved'), 'good');
      },
      (error: unknown) => {
        if (!isAboutPin(error)) setAsking(undefined);
      },
    );
  }

  const { above: kept, endsAt } = now;
  return (
    <>
      {kept && endsAt && (
        <Panel title={t('secondDevice.ends', { at: shortTime(endsAt, i18n.language) })}>
          <div className="stack">
            <p className="quiet">{t('secondDevice.endsText')}</p>
            <Button
              kind="soft"
              block
              onClick={() => setAsking({ wish: { above: kept, devices: listedOf(now) } })}
            >
              {t('secondDevice.keep')}
            </Button>
          </div>
        </Panel>
      )}
      <Panel>
        <MoneyInput
          label={t('secondDevice.above')}
          value={typed}
          onChange={setTyped}
          currency={currency}
          hint={t('secondDevice.aboveHint')}
          problem={typed !== '' && !above ? t('secondDevice.amountWrong') : undefined}
        />
      </Panel>
      <Panel flush title={t('secondDevice.devices')}>
        {now.devices.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            on={chosen.includes(device.id)}
            onChange={(on) =>
              setChosen(on ? [...chosen, device.id] : chosen.filter((id) => id !== device.id))
            }
          />
        ))}
      </Panel>
      {!hasOther && (
        <p className="quiet">{t(others.length > 0 ? 'secondDevice.needOther' : 'secondDevice.onlyThis')}</p>
      )}
      {wish && loosens(now, wish) && <p className="approval-note">{t('secondDevice.loosens')}</p>}
      {set.error && !isAboutPin(set.error) ? <ErrorCard error={set.error} compact /> : null}
      <Button
        size="large"
        block
        disabled={!wish || isSame(now, wish)}
        onClick={() => wish && setAsking({ wish })}
      >
        {t(now.above ? 'secondDevice.save' : 'secondDevice.switchOn')}
      </Button>
      {now.above && !endsAt && (
        <Button kind="quiet" size="large" block onClick={() => setAsking({ wish: null })}>
          {t('secondDevice.switchOff')}
        </Button>
      )}
      <PinSheet
        open={asking !== undefined}
        title={t('secondDevice.pin')}
        busy={set.isPending}
        error={isAboutPin(set.error) ? set.error : undefined}
        onPin={save}
        onClose={() => {
          setAsking(undefined);
          set.reset();
        }}
      />
    </>
  );
}

function DeviceRow(props: {
  device: SecondDevice['devices'][number];
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  const { t } = useTranslation();
  const { device } = props;
  return (
    <div className="row row-nowrap">
      <span className="row-icon">
        <Icon name="phone" size={20} />
      </span>
      <span className="row-label">
        {device.name}
        {device.isThis && <span className="quiet">{t('secondDevice.thisDevice')}</span>}
        {!device.signedIn && <span className="quiet">{t('secondDevice.signedOut')}</span>}
      </span>
      <Toggle
        label={t('secondDevice.confirms', { name: device.name })}
        on={props.on}
        onChange={props.onChange}
        disabled={!device.signedIn && !props.on}
      />
    </div>
  );
}

/** Before it is switched on, all devices that are signed in are offered. */
function firstChoice({ above, devices }: SecondDevice): string[] {
  return devices.filter((one) => (above ? one.confirms : one.signedIn)).map(({ id }) => id);
}

const listedOf = ({ devices }: Pick<SecondDevice, 'devices'>): string[] =>
  devices.filter(({ confirms }) => confirms).map(({ id }) => id);

/** A word beforehand; the server decides. */
function loosens({ above, devices }: SecondDevice, wish: NonNullable<Wish>): boolean {
  if (!above) return false;
  const listed = listedOf({ devices });
  return BigInt(wish.above.minor) > BigInt(above.minor) || wish.devices.some((id) => !listed.includes(id));
}

function isSame({ above, devices }: SecondDevice, wish: NonNullable<Wish>): boolean {
  const listed = listedOf({ devices });
  return (
    above?.minor === wish.above.minor &&
    listed.length === wish.devices.length &&
    listed.every((id) => wish.devices.includes(id))
  );
}
