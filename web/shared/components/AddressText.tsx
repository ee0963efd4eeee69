// An address as people read it: who, by which phone, and where.
import type { ReactNode } from 'react';
import { placeText } from '../address.ts';
import { showPhone } from '../person/phone.ts';
import type { DeliveryAddress } from '../types.ts';

/** `mark` stands behind the name, say a pill. */
export function AddressText(props: { address: DeliveryAddress & { label?: string }; mark?: ReactNode }) {
  const { address, mark } = props;
  return (
    <span className="address">
      {(address.label || mark) && (
        <span className="address-head">
          {address.label && <strong>{address.label}</strong>}
          {mark}
        </span>
      )}
      <span className="address-who">
        {address.recipient} <span className="figures">{showPhone(address.phone)}</span>
      </span>
      <span className="address-where">{placeText(address)}</span>
    </span>
  );
}
