// Who may answer in the supervisor's place. At most two; the server counts.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { PhoneField } from '../../../shared/components/PhoneField.tsx';
import { isAboutPin } from '../../../shared/person/aboutPin.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import { readPhone, showPhone } from '../../../shared/person/phone.ts';
import type { Supervision } from '../../../shared/person/supervisions.ts';
import { useAddDeputy, useRemoveDeputy } from './queries.ts';

const MOST = 2;

export function Deputies(props: { supervision: Supervision }) {
  const { t } = useTranslation();
  const { payer, deputies } = props.supervision;
  const remove = useRemoveDeputy(payer.id);
  return (
    <>
      <Panel flush title={t('supervisor.deputies')}>
        <p className="row quiet">{t('supervisor.deputiesText')}</p>
        {deputies.map((deputy) => (
          <div key={deputy.id} className="row row-nowrap">
            <span className="row-icon">
              <Icon name="person" size={20} />
            </span>
            <span className="row-label">{deputy.name}</span>
            <Button
              kind="danger"
              size="small"
              busy={remove.isPending && remove.variables === deputy.id}
              onClick={() =>
                remove.mutate(deputy.id, { onSuccess: () => notify(t('supervisor.deputyRemoved'), 'good') })
              }
            >
              {t('action.remove')}
            </Button>
          </div>
        ))}
      </Panel>
      {remove.error ? <ErrorCard error={remove.error} compact /> : null}
      {deputies.length < MOST && (
        <Panel>
          <AddDeputy payer={payer} />
        </Panel>
      )}
    </>
  );
}

function AddDeputy(props: { payer: Supervision['payer'] }) {
  const { t } = useTranslation();
  const { payer } = props;
  const [typed, setTyped] = useState('');
  const [phone, setPhone] = useState<string>();
  const add = useAddDeputy(payer.id);

  function submit(event: FormEvent) {
    event.preventDefault();
    setPhone(readPhone(typed));
  }
  function send(pin: string) {
    if (!phone) return;
    add.mutate(
      { person: phone, pin },
      {
        onSuccess: () => {
          setPhone(undefined);
          setTyped('');
          notify(t('supervisor.deputyAdded'), 'good');
        },
        onError: (error) => {
          if (!isAboutPin(error)) setPhone(undefined);
        },
      },
    );
  }

  return (
    <form className="stack" onSubmit={submit}>
      <PhoneField label={t('supervisor.phone')} value={typed} onChange={setTyped} />
      {add.error && !isAboutPin(add.error) ? <ErrorCard error={add.error} compact /> : null}
      <Button type="submit" kind="soft" block disabled={!readPhone(typed)}>
        {t('supervisor.addDeputy')}
      </Button>
      <PinSheet
        open={phone !== undefined}
        title={t('supervisor.pinDeputy', { name: payer.name })}
        detail={phone ? showPhone(phone) : ''}
        busy={add.isPending}
        error={isAboutPin(add.error) ? add.error : undefined}
        onPin={send}
        onClose={() => {
          setPhone(undefined);
          add.reset();
        }}
      />
    </form>
  );
}
