// Where an order goes: the payer's default address, until another is chosen or added right here.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddressText } from '../shared/components/AddressText.tsx';
import { Loaded } from '../shared/components/Empty.tsx';
import { Icon } from '../shared/components/Icon.tsx';
import { Sheet } from '../shared/components/Sheet.tsx';
import { StatePill } from '../shared/components/StatePill.tsx';
import { AddressForm } from '../shared/person/AddressForm.tsx';
import { defaultOf, useAddresses } from '../shared/person/addresses.ts';
import type { Address } from '../shared/types.ts';

export type Delivery = ReturnType<typeof useDelivery>;

/** `chosen` is undefined while there is none; an address that was removed elsewhere is not chosen any more. */
export function useDelivery(isDelivered: boolean) {
  const addresses = useAddresses(isDelivered);
  const [wanted, setWanted] = useState<Address>();
  const [isOpen, setOpen] = useState(false);
  const list = addresses.data ?? [];
  const known = list.find(({ id }) => id === wanted?.id);
  return {
    isDelivered,
    addresses,
    chosen: isDelivered ? (known ?? defaultOf(list)) : undefined,
    isOpen,
    open: () => setOpen(true),
    close: () => setOpen(false),
    choose(address: Address) {
      setWanted(address);
      setOpen(false);
    },
  };
}

export function DeliverTo(props: { delivery: Delivery }) {
  const { t } = useTranslation();
  const { delivery } = props;
  if (!delivery.isDelivered) return null;
  return (
    <section className="deliver" aria-label={t('address.to')}>
      <h2>{t('address.to')}</h2>
      <Loaded query={delivery.addresses} rows={1}>
        {() => (
          <button type="button" className="mode deliver-choice" onClick={delivery.open}>
            <span className={delivery.chosen ? 'mode-icon' : 'mode-icon mode-icon-add'}>
              <Icon name={delivery.chosen ? 'pin' : 'plus'} size={20} />
            </span>
            {delivery.chosen ? (
              <AddressText address={delivery.chosen} />
            ) : (
              <span className="mode-words">{t('order.noAddress')}</span>
            )}
            <span className="deliver-change">{delivery.chosen && t('order.changeAddress')}</span>
          </button>
        )}
      </Loaded>
      <AddressSheet delivery={delivery} />
    </section>
  );
}

function AddressSheet(props: { delivery: Delivery }) {
  const { t } = useTranslation();
  const { delivery } = props;
  const [isAdding, setAdding] = useState(false);
  const list = delivery.addresses.data ?? [];
  const showsForm = isAdding || list.length === 0;
  const close = () => {
    setAdding(false);
    delivery.close();
  };
  return (
    <Sheet open={delivery.isOpen} onClose={close} title={t(showsForm ? 'address.add' : 'address.to')}>
      {showsForm ? (
        <AddressForm
          onAdded={(address) => {
            setAdding(false);
            delivery.choose(address);
          }}
        />
      ) : (
        <fieldset className="modes">
          <legend className="unseen">{t('address.to')}</legend>
          {list.map((address) => (
            <Choice
              key={address.id}
              address={address}
              chosen={address.id === delivery.chosen?.id}
              onChoose={delivery.choose}
            />
          ))}
          <button type="button" className="mode mode-add" onClick={() => setAdding(true)}>
            <span className="mode-icon mode-icon-add">
              <Icon name="plus" size={20} />
            </span>
            <span className="mode-words">{t('address.add')}</span>
          </button>
        </fieldset>
      )}
    </Sheet>
  );
}

/** A button and not a radio: one tap chooses and closes. */
function Choice(props: { address: Address; chosen: boolean; onChoose: (address: Address) => void }) {
  const { t } = useTranslation();
  const { address, chosen } = props;
  return (
    <button
      type="button"
      className={chosen ? 'mode mode-on' : 'mode'}
      aria-pressed={chosen}
      onClick={() => props.onChoose(address)}
    >
      <span className="mode-icon mode-icon-add">
        <Icon name="pin" size={20} />
      </span>
      <AddressText
        address={address}
        mark={address.isDefault && <StatePill state="default" tone="good" label={t('address.default')} />}
      />
      <span className="mode-mark" aria-hidden="true">
        <Icon name="check" size={16} />
      </span>
    </button>
  );
}
