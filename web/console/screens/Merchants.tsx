// The merchants of the platform, and a form for a new one.
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readPhone } from '../../shared/person/phone.ts';
import { Problem } from '../../shared/problem.ts';
import { useToldAct } from '../parts/acts.tsx';
import { Head, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { useMay } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { MerchantRow } from '../types.ts';

type Wish = { name: string; owner?: string };

export function MerchantsScreen() {
  const { t } = useTranslation();
  const isAdmin = useMay('admin');
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Wish>();
  const make = useToldAct(
    (body: Wish, key) => api.post<MerchantRow>('/v1/operator/merchants', body, { key }),
    {
      done: t('merchants.made'),
      after() {
        setOpen(false);
        form.resetFields();
      },
      takes: (error) => {
        const isOwner = error instanceof Problem && error.status === 404;
        if (isOwner) form.setFields([{ name: 'owner', errors: [t('merchants.ownerUnknown')] }]);
        return isOwner;
      },
    },
  );

  function submit({ name, owner }: Wish) {
    const phone = owner ? readPhone(owner) : undefined;
    make.mutate(phone === undefined ? { name: name.trim() } : { name: name.trim(), owner: phone });
  }

  return (
    <>
      <Head title={t('merchants.title')} lead={t('merchants.lead')}>
        {isAdmin && (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('merchants.new')}
          </Button>
        )}
      </Head>
      <List<MerchantRow>
        path="/v1/operator/merchants"
        rowKey={({ id }) => id}
        columns={[
          { title: t('common.name'), render: (_, row) => <strong>{row.name}</strong> },
          { title: t('people.since'), render: (_, row) => <When at={row.createdAt} /> },
          { title: t('common.id'), render: (_, row) => <Short value={row.id} keep={20} /> },
        ]}
      />
      <Modal
        open={open}
        title={t('merchants.new')}
        okText={t('merchants.new')}
        confirmLoading={make.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
      >
        <Form form={form} layout="vertical" onFinish={submit}>
          <Form.Item
            name="name"
            label={t('common.name')}
            rules={[{ required: true, whitespace: true, max: 80 }]}
          >
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item
            name="owner"
            label={t('merchants.owner')}
            extra={t('merchants.ownerHint')}
            rules={[
              {
                validator: async (_, value?: string) =>
                  !value || readPhone(value)
                    ? undefined
                    : Promise.reject(new Error(t('merchants.ownerWrong'))),
              },
            ]}
          >
            <Input placeholder="+86 138 0000 0011" maxLength={24} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
