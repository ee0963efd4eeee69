// Where a ward has goods delivered: a guardian says which places are known.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Brief } from '../../../shared/challenge.ts';
import { AddressText } from '../../../shared/components/AddressText.tsx';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import {
  useMarkAddress,
  useWardAddresses,
  type WardAddress,
} from '../../../shared/person/guardian/guardianships.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';

export function WardAddresses(props: { ward: Brief }) {
  const { t } = useTranslation();
  const { ward } = props;
  const addresses = useWardAddresses(ward.id);
  const [chosen, setChosen] = useState<WardAddress>();
  const mark = useMarkAddress(ward.id);
  const approved = chosen?.approved === false;
  const close = () => {
    setChosen(undefined);
    mark.reset();
  };
  return (
    <Panel flush title={t('guardian.addresses')}>
      <Loaded query={addresses} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <p className="row quiet">{t('guardian.addressesNone', { name: ward.name })}</p>
          ) : (
            <ul>
              {list.map((one) => (
                <AddressRow key={one.address.id} one={one} onChoose={setChosen} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <PinSheet
        open={chosen !== undefined}
        title={t(approved ? 'guardian.pinApprove' : 'guardian.pinWithdraw')}
        detail={chosen && <AddressText address={chosen.address} />}
        busy={mark.isPending}
        error={mark.error}
        onPin={(pin) => {
          if (!chosen) return;
          mark.mutate(
            { pin, address: chosen.address.id, approved },
            {
              onSuccess: () => {
                notify(t(approved ? 'guardian.approved' : 'guardian.withdrawn'), 'good');
                close();
              },
            },
          );
        }}
        onClose={close}
      />
    </Panel>
  );
}

function AddressRow(props: { one: WardAddress; onChoose: (one: WardAddress) => void }) {
  const { t } = useTranslation();
  const { one, onChoose } = props;
  const pill = one.approved ? (
    <StatePill state="known" tone="good" label={t('guardian.known')} />
  ) : (
    <StatePill state="new" tone="wait" label={t('guardian.new')} />
  );
  return (
    <li className="address-row">
      <AddressText address={one.address} mark={pill} />
      <div className="address-acts">
        <Button kind={one.approved ? 'quiet' : 'soft'} size="small" onClick={() => onChoose(one)}>
          {t(one.approved ? 'guardian.withdraw' : 'guardian.approve')}
        </Button>
      </div>
    </li>
  );
}
