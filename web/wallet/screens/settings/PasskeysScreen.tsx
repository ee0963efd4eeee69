// Passkeys: a finger, a face or a key of this device says yes in place of the PIN. Add, look, remove; each with the PIN.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Field } from '../../../shared/components/Field.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { api } from '../../../shared/person/client.ts';
import { PinSheet } from '../../../shared/person/PinSheet.tsx';
import {
  makePasskey,
  type OptionsJson,
  passkeySupport,
  passkeyTrouble,
} from '../../../shared/person/passkey.ts';
import { deviceName } from '../../../shared/person/phone.ts';
import { shortTime } from '../../../shared/time.ts';
import type { Passkey } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';
import { usePasskeys } from '../../queries.ts';

export default function PasskeysScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const passkeys = usePasskeys();
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Passkey>();
  const support = passkeySupport();
  return (
    <>
      <Bar title={t('passkeys.title')} onBack={() => void navigate('/settings')} />
      <div className="stack">
        <p className="quiet">{t('passkeys.text')}</p>
        <Loaded query={passkeys} rows={2}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={t('passkeys.empty')} icon={<Icon name="key" size={40} />}>
                {t('passkeys.emptyText')}
              </Empty>
            ) : (
              <Panel flush>
                {list.map((passkey) => (
                  <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setLeaving(passkey)} />
                ))}
              </Panel>
            )
          }
        </Loaded>
        {support === 'yes' ? (
          <Button size="large" block icon={<Icon name="plus" size={20} />} onClick={() => setAdding(true)}>
            {t('passkeys.add')}
          </Button>
        ) : (
          <p className="quiet centred">{t(`passkeys.${support}`)}</p>
        )}
      </div>
      {adding && <AddSheet onClose={() => setAdding(false)} />}
      {leaving && <RemoveSheet passkey={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

function PasskeyRow(props: { passkey: Passkey; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const { passkey } = props;
  const used = passkey.lastUsedAt;
  return (
    <div className="row">
      <span className="row-icon">
        <Icon name="key" size={20} />
      </span>
      <span className="row-label">
        {passkey.name}
        <span className="quiet">
          {used
            ? t('passkeys.used', { at: shortTime(used, i18n.language) })
            : t('passkeys.added', { at: shortTime(passkey.createdAt, i18n.language) })}
        </span>
      </span>
      <Button kind="quiet" size="small" onClick={props.onRemove}>
        {t('action.remove')}
      </Button>
    </div>
  );
}

/** A name, then the PIN, then the browser's own dialog. */
function AddSheet(props: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(deviceName(navigator.userAgent));
  const [isNamed, setNamed] = useState(false);
  const offer = useAct((pin: string, key) =>
    api.post<{ options: OptionsJson }>('/v1/passkeys/options', { proof: { pin } }, { key }),
  );
  const keep = useAct((body: { name: string; response: unknown }, key) =>
    api.post<Passkey>('/v1/passkeys', body, { key }),
  );
  const add = useMutation({
    mutationFn: async (pin: string) => {
      const { options } = await offer.mutateAsync(pin);
      return keep.mutateAsync({ name: name.trim(), response: await makePasskey(options) });
    },
    onSuccess: () => {
      notify(t('passkeys.done'), 'good');
      void queries.invalidateQueries({ queryKey: ['passkeys'] });
      props.onClose();
    },
    onError: (error) => {
      const trouble = passkeyTrouble(error);
      if (!trouble) return;
      notify(t(`passkeys.${trouble}`), 'plain');
      props.onClose();
    },
  });
  if (isNamed)
    return (
      <PinSheet
        open
        title={t('passkeys.addPin')}
        detail={name.trim()}
        busy={add.isPending}
        busyWords={offer.isSuccess ? t('passkeys.waiting') : undefined}
        error={passkeyTrouble(add.error) ? undefined : add.error}
        onPin={(pin) => add.mutate(pin)}
        onClose={props.onClose}
      />
    );
  return (
    <Sheet open title={t('passkeys.add')} onClose={props.onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') setNamed(true);
        }}
      >
        <Field
          label={t('passkeys.name')}
          hint={t('passkeys.nameHint')}
          value={name}
          onChange={setName}
          maxLength={60}
          required
        />
        <Button type="submit" size="large" block disabled={name.trim() === ''}>
          {t('action.continue')}
        </Button>
      </form>
    </Sheet>
  );
}

function RemoveSheet(props: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { passkey } = props;
  const [isSure, setSure] = useState(false);
  const remove = useAct((pin: string, key) =>
    api.del(`/v1/passkeys/${passkey.id}`, { key }, { proof: { pin } }),
  );
  if (isSure)
    return (
      <PinSheet
        open
        title={t('passkeys.removePin')}
        detail={passkey.name}
        busy={remove.isPending}
        error={remove.error}
        onPin={(pin) =>
          remove.mutate(pin, {
            onSuccess: () => {
              notify(t('passkeys.removed'), 'good');
              void queries.invalidateQueries({ queryKey: ['passkeys'] });
              props.onClose();
            },
          })
        }
        onClose={props.onClose}
      />
    );
  return (
    <Sheet open title={t('passkeys.removeTitle')} onClose={props.onClose}>
      <div className="stack">
        <p>
          <strong>{passkey.name}</strong>
        </p>
        <p className="quiet">{t('passkeys.removeText')}</p>
        {remove.error ? <ErrorCard error={remove.error} compact /> : null}
        <Button kind="danger" size="large" block onClick={() => setSure(true)}>
          {t('action.remove')}
        </Button>
      </div>
    </Sheet>
  );
}
