// Yes with a proof of the operator's own, or no with a reason. One click alone never approves.
import { Alert, App, Button, Form, Input, Modal, Radio, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAboutProof } from '../../shared/answer.ts';
import type { Challenge } from '../../shared/challenge.ts';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Headline } from '../../shared/person/approval/What.tsx';
import { type useAnswer, useMe, useProving, useSendCode } from '../parts/operator.ts';

type Props = {
  shown: Challenge | undefined;
  answer: ReturnType<typeof useAnswer>;
  onClose: () => void;
};

export function Approve(props: Props) {
  const { t } = useTranslation();
  const { shown, answer, onClose } = props;
  return (
    <Modal
      open={shown !== undefined}
      title={t('approval.approveTitle')}
      footer={null}
      width={420}
      destroyOnHidden
      onCancel={() => {
        if (answer.isPending) return;
        if (isAboutProof(answer.error)) answer.reset();
        onClose();
      }}
    >
      {shown && <Proving shown={shown} answer={answer} onClose={onClose} />}
    </Modal>
  );
}

function Proving(props: Props & { shown: Challenge }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { shown, answer, onClose } = props;
  const hasPin = useMe().data?.hasPin ?? true;
  const { way, others, choose, say, sign, error, isUnused } = useProving({
    shown,
    answer,
    onYes: () => {
      void message.success(t('approvals.saidYes'));
      onClose();
    },
    onClose,
  });
  return (
    <div className="answer">
      <Headline challenge={shown} />
      {isUnused && <Alert type="warning" showIcon title={t('approval.passkeyFailed')} />}
      {error && !isUnused && !answer.isPending ? <ErrorCard error={error} compact /> : null}
      {way === 'pin' && !hasPin && <Alert type="info" showIcon title={t('approvals.noPin')} />}
      {way === 'pin' && hasPin && (
        <Digits label={t('approvals.pin')} secret busy={answer.isPending} onDone={(pin) => say({ pin })} />
      )}
      {way === 'code' && (
        <Code challenge={shown.id} busy={answer.isPending} onDone={(code) => say({ code })} />
      )}
      {way === 'passkey' && (
        <>
          <p className="quiet">{t('approval.passkeyText')}</p>
          <Button type="primary" block loading={answer.isPending} onClick={() => void sign()}>
            {t('approval.withPasskey')}
          </Button>
        </>
      )}
      {way === 'word' && (
        <Button type="primary" block loading={answer.isPending} onClick={() => say()}>
          {t('approval.sayYes')}
        </Button>
      )}
      {way === undefined && <Alert type="info" showIcon title={t('approvals.noWay')} />}
      <Space>
        {others.map((other) => (
          <Button key={other} type="link" size="small" onClick={() => choose(other)}>
            {t(other === 'pin' ? 'approval.withPin' : 'approval.withCode')}
          </Button>
        ))}
      </Space>
    </div>
  );
}

/** Six digits and the button that says yes. What was typed is gone after a try. */
function Digits(props: { label: string; secret: boolean; busy: boolean; onDone: (digits: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const digits = typed.normalize('NFKC').replace(/\s/g, '');
  const isWhole = /^\d{6}$/.test(digits);
  const field = {
    id: 'answer-digits',
    inputMode: 'numeric' as const,
    maxLength: 8,
    autoFocus: true,
    value: typed,
    onChange: ({ target }: { target: { value: string } }) => setTyped(target.value),
  };
  return (
    <Form
      layout="vertical"
      onFinish={() => {
        if (!isWhole) return;
        setTyped('');
        props.onDone(digits);
      }}
    >
      <Form.Item label={props.label} htmlFor={field.id}>
        {props.secret ? (
          <Input.Password {...field} autoComplete="off" />
        ) : (
          <Input {...field} autoComplete="one-time-code" />
        )}
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={props.busy} disabled={!isWhole}>
        {t('approval.approve')}
      </Button>
    </Form>
  );
}

function Code(props: { challenge: string; busy: boolean; onDone: (code: string) => void }) {
  const { t } = useTranslation();
  const send = useSendCode(props.challenge);
  return (
    <>
      <p className="quiet">{t('approval.codeText')}</p>
      {send.error ? <ErrorCard error={send.error} compact /> : null}
      <Button loading={send.isPending} onClick={() => send.mutate(undefined)}>
        {t('approval.codeSend')}
      </Button>
      {send.isSuccess && <p className="quiet">{t('approval.codeSent')}</p>}
      <Digits label={t('approval.code')} secret={false} busy={props.busy} onDone={props.onDone} />
    </>
  );
}

const ready = ['unknown', 'talk', 'amount', 'fraud'] as const;
const maxReason = 120;
type Wish = { ready?: string; own?: string };

export function Refuse(props: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { shown, answer, onClose } = props;

  function refuse({ ready: chosen, own }: Wish) {
    if (!shown) return;
    const said = (own ?? '').replace(/\p{Cc}/gu, ' ').trim();
    const reason = [chosen && t(`approvals.reasons.${chosen}`), said].filter(Boolean).join(' · ');
    answer.mutate(
      { answer: 'no', about: shown.about, ...(reason ? { reason } : {}) },
      { onSuccess: () => void message.success(t('approvals.saidNo')), onSettled: onClose },
    );
  }
  return (
    <Modal
      open={shown !== undefined}
      title={t('approval.refuseTitle')}
      footer={null}
      width={420}
      destroyOnHidden
      onCancel={() => {
        if (!answer.isPending) onClose();
      }}
    >
      {shown && (
        <Form<Wish> layout="vertical" onFinish={refuse}>
          <p className="quiet">{t('approval.refuseText', { name: shown.asker.name })}</p>
          <Form.Item name="ready" label={t('approval.reasonLabel')}>
            <Radio.Group
              className="answer-reasons"
              options={ready.map((value) => ({ value, label: t(`approvals.reasons.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="own" label={t('approval.ownReason')}>
            <Input maxLength={maxReason} autoComplete="off" />
          </Form.Item>
          <Button danger type="primary" htmlType="submit" block loading={answer.isPending}>
            {t('approval.sayNo')}
          </Button>
        </Form>
      )}
    </Modal>
  );
}
