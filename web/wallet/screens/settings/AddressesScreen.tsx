// Where this person has goods delivered: look, add, remove, say which is meant by default.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AddressText } from '../../../shared/components/AddressText.tsx';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { notify } from '../../../shared/components/Notices.tsx';
import { Sheet } from '../../../shared/components/Sheet.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { AddressForm } from '../../../shared/person/AddressForm.tsx';
import { useAddresses } from '../../../shared/person/addresses.ts';
import { api } from '../../../shared/person/client.ts';
import type { Address } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';

export default function AddressesScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const addresses = useAddresses();
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Address>();
  return (
    <>
      <Bar title={t('addresses.title')} onBack={() => void navigate('/settings')} />
      <div className="stack">
        <p className="quiet">{t('addresses.text')}</p>
        <Loaded query={addresses} rows={3}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={t('addresses.empty')} icon={<Icon name="pin" size={40} />}>
                {t('addresses.emptyText')}
              </Empty>
            ) : (
              <Addresses list={list} onRemove={setLeaving} />
            )
          }
        </Loaded>
        <Button size="large" block icon={<Icon name="plus" size={20} />} onClick={() => setAdding(true)}>
          {t('address.add')}
        </Button>
      </div>
      <Sheet open={adding} onClose={() => setAdding(false)} title={t('address.add')}>
        <AddressForm
          onAdded={() => {
            setAdding(false);
            notify(t('addresses.added'), 'good');
          }}
        />
      </Sheet>
      <RemoveSheet address={leaving} onClose={() => setLeaving(undefined)} />
    </>
  );
}

function Addresses(props: { list: readonly Address[]; onRemove: (address: Address) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const choose = useAct((id: string, key) =>
    api.post<Address>(`/v1/addresses/${id}/default`, undefined, { key }),
  );
  return (
    <Panel flush>
      {choose.error ? <ErrorCard error={choose.error} compact /> : null}
      <ul>
        {props.list.map((address) => (
          <li key={address.id} className="address-row">
            <AddressText
              address={address}
              mark={
                address.isDefault && <StatePill state="default" tone="good" label={t('address.default')} />
              }
            />
            <div className="address-acts">
              {!address.isDefault && (
                <Button
                  kind="quiet"
                  size="small"
                  busy={choose.isPending && choose.variables === address.id}
                  onClick={() =>
                    choose.mutate(address.id, {
                      onSuccess: () => queries.invalidateQueries({ queryKey: ['addresses'] }),
                    })
                  }
                >
                  {t('addresses.makeDefault')}
                </Button>
              )}
              <Button kind="quiet" size="small" onClick={() => props.onRemove(address)}>
                {t('action.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RemoveSheet(props: { address: Address | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useAct((id: string, key) => api.del(`/v1/addresses/${id}`, { key }));
  const { address, onClose } = props;
  return (
    <Sheet open={address !== undefined} onClose={onClose} title={t('addresses.removeTitle')}>
      {address && (
        <div className="stack">
          <AddressText address={address} />
          <p className="quiet">{t('addresses.removeText')}</p>
          {remove.error ? <ErrorCard error={remove.error} compact /> : null}
          <Button
            kind="danger"
            size="large"
            block
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(address.id, {
                onSuccess: () => {
                  notify(t('addresses.removed'), 'good');
                  void queries.invalidateQueries({ queryKey: ['addresses'] });
                  onClose();
                },
              })
            }
          >
            {t('action.remove')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
