// Orders of all merchants.
import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Head } from '../parts/bits.tsx';
import { OrderList } from './OrderList.tsx';

const states = ['open', 'paying', 'paid', 'refunded', 'cancelled', 'expired'] as const;

export function OrdersScreen() {
  const { t } = useTranslation();
  const [state, setState] = useState('');
  const [reference, setReference] = useState('');
  return (
    <>
      <Head title={t('orders.title')} lead={t('orders.lead')} />
      <div className="filters">
        <Input.Search
          allowClear
          className="filter-wide"
          placeholder={t('orders.search')}
          aria-label={t('orders.search')}
          maxLength={100}
          onSearch={(text) => setReference(text.trim())}
        />
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: '', label: t('common.all') },
            ...states.map((value) => ({ value: value as string, label: t(`state.${value}`) })),
          ]}
        />
      </div>
      <OrderList query={{ state: state || undefined, merchantReference: reference || undefined }} />
    </>
  );
}
