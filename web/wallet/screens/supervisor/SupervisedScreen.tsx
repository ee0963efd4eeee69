// One person whose payments I look after: the free limit, the deputies, and what was asked.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { MoneyInput } from '../../../shared/components/Money.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { parseMoney, toDecimal } from '../../../shared/money.ts';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { type Supervision, useSupervisions } from '../../../shared/person/supervisions.ts';
import { shortTime } from '../../../shared/time.ts';
import { Deputies } from './Deputies.tsx';
import { History } from './History.tsx';
import { useSetFreeLimit } from './queries.ts';
import { Resign } from './Resign.tsx';

export default function SupervisedScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { payer = '' } = useParams();
  const supervisions = useSupervisions();
  const name = supervisions.data?.asSupervisor.find((one) => one.payer.id === payer)?.payer.name;
  return (
    <>
      <Bar title={name ?? t('supervisor.title')} onBack={() => void navigate('/settings/supervisor')} />
      <Loaded query={supervisions} rows={6}>
        {({ asSupervisor }) => {
          const found = asSupervisor.find((one) => one.payer.id === payer && one.state !== 'asked');
          if (found) return <Ward key={payer} supervision={found} />;
          return (
            <Empty title={t('supervisor.gone')} icon={<Icon name="shield" size={40} />}>
              {t('supervisor.goneText')}
            </Empty>
          );
        }}
      </Loaded>
    </>
  );
}

function Ward(props: { supervision: Supervision }) {
  const { t, i18n } = useTranslation();
  const { supervision } = props;
  const { payer, endsAt, freeLimit } = supervision;
  return (
    <div className="stack">
      <p className="quiet">{t('supervisor.wardText', { name: payer.name })}</p>
      {endsAt && (
        <p className="approval-note">{t('supervisor.leaving', { at: shortTime(endsAt, i18n.language) })}</p>
      )}
      {/* What the server says anew replaces what was typed. */}
      <FreeLimit key={freeLimit.minor} supervision={supervision} />
      <Deputies supervision={supervision} />
      <History payer={payer.id} />
      <Resign payer={payer} />
    </div>
  );
}

function FreeLimit(props: { supervision: Supervision }) {
  const { t } = useTranslation();
  const { payer, freeLimit } = props.supervision;
  const [typed, setTyped] = useState(toDecimal(freeLimit));
  const [asking, setAsking] = useState(false);
  const set = useSetFreeLimit(payer.id);
  const wish = parseMoney(typed, freeLimit.currency);

  function save(pin: string) {
    if (!wish) return;
    set.mutate(
      { freeLimit: wish, pin },
      {
        onSuccess: () => {
          setAsking(false);
          notify(t('supervisor.limitSet'), 'good');
        },
        onError: (error) => setAsking(isAboutPin(error)),
      },
    );
  }

  return (
    <Panel>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (wish) setAsking(true);
        }}
      >
        <MoneyInput
          label={t('supervisor.freeLimit')}
          value={typed}
          onChange={setTyped}
          currency={freeLimit.currency}
          hint={t('supervisor.limitHint')}
          problem={typed !== '' && !wish ? t('supervisor.amountWrong') : undefined}
        />
        {set.error && !isAboutPin(set.error) ? <ErrorCard error={set.error} compact /> : null}
        <Button type="submit" block disabled={!wish || wish.minor === freeLimit.minor}>
          {t('supervisor.setLimit')}
        </Button>
      </form>
      <PinSheet
        open={asking}
        title={t('supervisor.pinLimit', { name: payer.name })}
        amount={wish}
        busy={set.isPending}
        error={isAboutPin(set.error) ? set.error : undefined}
        onPin={save}
        onClose={() => {
          setAsking(false);
          set.reset();
        }}
      />
    </Panel>
  );
}
