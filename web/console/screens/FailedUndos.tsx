// Late successes that the bank will not take back: what happens next by itself, and what two operators may do.
import { Button, Form, Input, Modal, Radio, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Amount } from '../../shared/components/Money.tsx';
import { AskingButton, useToldAct } from '../parts/acts.tsx';
import { Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { useMe } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { FailedUndo } from '../types.ts';

const colours: Record<string, string> = {
  waiting: 'warning',
  refunding: 'processing',
  stuck: 'error',
  refunded: 'success',
  resolved: 'success',
};

export function FailedUndos() {
  const { t } = useTranslation();
  const [proposing, setProposing] = useState<FailedUndo>();
  const me = useMe();
  return (
    <>
      <List<FailedUndo>
        path="/v1/operator/failed-undos"
        rowKey={({ id }) => id}
        empty={t('bank.noUndos')}
        columns={[
          { title: t('common.time'), render: (_, row) => <When at={row.failedAt} /> },
          { title: t('common.amount'), align: 'end', render: (_, row) => <Amount value={row.amount} /> },
          {
            title: t('common.state'),
            render: (_, row) => (
              <span className="nowrap">
                <Tag color={colours[row.state] ?? 'default'}>{t(`bank.undo.${row.state}`)}</Tag>
                <small className="mono bad">{row.code}</small>
              </span>
            ),
          },
          { title: t('bank.declines'), align: 'end', dataIndex: 'declines' },
          { title: t('bank.nextTry'), render: (_, row) => <When at={row.retryAt} /> },
          { title: t('bank.proposal'), render: (_, row) => <Proposal undo={row} /> },
          { title: t('common.id'), render: (_, row) => <Short value={row.id} /> },
          {
            title: '',
            render: (_, row) =>
              me.data?.operatorRoles.includes('admin') && ['waiting', 'stuck'].includes(row.state) ? (
                <Space>
                  <Confirm undo={row} me={me.data.id} />
                  <Button size="small" onClick={() => setProposing(row)}>
                    {t('bank.propose')}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      <Propose undo={proposing} onClose={() => setProposing(undefined)} />
    </>
  );
}

function Proposal({ undo }: { undo: FailedUndo }) {
  const { t } = useTranslation();
  const { proposal } = undo;
  if (!proposal) return <span className="quiet">–</span>;
  return (
    <span>
      {t(`bank.act.${proposal.act}`)} {proposal.person && <Short value={proposal.person} />}
      <br />
      <small className="quiet">
        {proposal.reason} · {t(proposal.confirmedBy ? 'bank.confirmed' : 'bank.unconfirmed')}
      </small>
    </span>
  );
}

/** Whoever has proposed it waits for somebody else. */
function Confirm({ undo, me }: { undo: FailedUndo; me: string }) {
  const { t } = useTranslation();
  const { proposal } = undo;
  const confirm = useToldAct((body: { proposal: string }, key) =>
    api.post(`/v1/operator/failed-undos/${undo.id}/confirm`, body, { key }),
  );
  if (!proposal || proposal.confirmedBy || proposal.by === me) return null;
  return (
    <AskingButton
      type="primary"
      ask={t('bank.confirmAsk', { act: t(`bank.act.${proposal.act}`) })}
      label={t('bank.confirm')}
      onYes={() => confirm.mutate({ proposal: proposal.id })}
    />
  );
}

type Wish = { act: 'refund' | 'wallet'; person?: string; reason: string };

function Propose(props: { undo: FailedUndo | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wish>();
  const act = Form.useWatch('act', form) ?? 'refund';
  const propose = useToldAct(
    ({ undo, ...wish }: Wish & { undo: string }, key) =>
      api.post(`/v1/operator/failed-undos/${undo}/proposals`, wish, { key }),
    {
      done: t('bank.proposed'),
      after() {
        form.resetFields();
        props.onClose();
      },
    },
  );

  function submit(wish: Wish) {
    if (!props.undo) return;
    const person = wish.act === 'wallet' ? { person: (wish.person ?? '').trim() } : {};
    propose.mutate({ undo: props.undo.id, act: wish.act, reason: wish.reason.trim(), ...person });
  }

  return (
    <Modal
      open={props.undo !== undefined}
      title={t('bank.propose')}
      okText={t('bank.propose')}
      confirmLoading={propose.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      forceRender
    >
      <p>{t('bank.proposeLead')}</p>
      <Form form={form} layout="vertical" initialValues={{ act: 'refund' }} onFinish={submit}>
        <Form.Item name="act" label={t('bank.proposal')}>
          <Radio.Group
            options={(['refund', 'wallet'] as const).map((value) => ({
              value,
              label: t(`bank.act.${value}`),
            }))}
          />
        </Form.Item>
        {act === 'wallet' && (
          <Form.Item
            name="person"
            label={t('bank.person')}
            extra={t('bank.personHint')}
            rules={[
              { required: true, pattern: /^\s*person_[0-9a-z]{26}\s*$/, message: t('bank.personHint') },
            ]}
          >
            <Input className="mono" maxLength={60} />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t('bank.reason')}
          rules={[{ required: true, whitespace: true, max: 200 }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
