// A trial: what would a payment of this person meet? The same rules on the same facts; nothing moves.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Money, parseMoney } from '../../shared/money.ts';
import { useAct } from '../../shared/useAct.ts';
import { Card, useFailure } from '../parts/bits.tsx';
import { verdictWords } from '../parts/verdict.ts';
import { api } from '../session.ts';
import type { DryRunVerdict } from '../types.ts';

type Kind = 'payment' | 'transfer' | 'withdrawal';
type Trial = {
  person: string;
  kind: Kind;
  amount: Money;
  payee?: string;
  device?: string;
  address?: string;
};

const kinds: readonly Kind[] = ['payment', 'transfer', 'withdrawal'];
const currency = 'CNY';
const idShape = (prefix: string) => new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`);

export function DryRun(props: { person: string }) {
  const { t } = useTranslation();
  const fail = useFailure();
  const [kind, setKind] = useState<Kind>('payment');
  const [amount, setAmount] = useState('');
  const [payee, setPayee] = useState('');
  const [device, setDevice] = useState('');
  const [address, setAddress] = useState('');
  const [asked, setAsked] = useState<Trial>();
  const trial = useAct((body: Trial, key) =>
    api.post<DryRunVerdict>('/v1/operator/policy/dry-run', body, { key }),
  );
  const money = parseMoney(amount, currency);
  const isDevice = device === '' || idShape('device').test(device);
  const isAddress = address === '' || idShape('address').test(address);

  function tryIt() {
    if (!money || !isDevice || !isAddress) return;
    const body: Trial = {
      person: props.person,
      kind,
      amount: money,
      ...(payee.trim() ? { payee: payee.trim() } : {}),
      ...(device ? { device } : {}),
      ...(address ? { address } : {}),
    };
    trial.mutate(body, { onSuccess: () => setAsked(body), onError: fail });
  }
  return (
    <Card title={t('policy.try')}>
      <p className="quiet">{t('policy.tryLead')}</p>
      <Form layout="vertical" className="trial" onFinish={tryIt}>
        <Form.Item label={t('policy.kind')} className="trial-kind">
          <Segmented<Kind>
            aria-label={t('policy.kind')}
            value={kind}
            onChange={setKind}
            options={kinds.map((value) => ({ value, label: t(`policy.kindOf.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          label={t('common.amount')}
          htmlFor="trial-amount"
          validateStatus={amount !== '' && !money ? 'error' : ''}
        >
          <Input
            id="trial-amount"
            inputMode="decimal"
            prefix="¥"
            placeholder="100.00"
            maxLength={20}
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('policy.payee')} htmlFor="trial-payee">
          <Input
            id="trial-payee"
            maxLength={80}
            placeholder={t('policy.anybody')}
            value={payee}
            onChange={(event) => setPayee(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          label={t('policy.device')}
          htmlFor="trial-device"
          validateStatus={isDevice ? '' : 'error'}
          help={isDevice ? undefined : t('policy.idWrong')}
        >
          <Input
            id="trial-device"
            className="mono"
            maxLength={40}
            placeholder="device_…"
            value={device}
            onChange={(event) => setDevice(event.target.value.trim())}
          />
        </Form.Item>
        <Form.Item
          label={t('policy.address')}
          htmlFor="trial-address"
          validateStatus={isAddress ? '' : 'error'}
          help={isAddress ? undefined : t('policy.idWrong')}
        >
          <Input
            id="trial-address"
            className="mono"
            maxLength={40}
            placeholder="address_…"
            value={address}
            onChange={(event) => setAddress(event.target.value.trim())}
          />
        </Form.Item>
        <Button
          type="primary"
          htmlType="submit"
          className="trial-go"
          loading={trial.isPending}
          disabled={!money || money.minor === '0' || !isDevice || !isAddress}
        >
          {t('policy.tryIt')}
        </Button>
      </Form>
      <div role="status" aria-live="polite">
        {trial.data && asked && !trial.isPending && <Verdict verdict={trial.data} kind={asked.kind} />}
      </div>
    </Card>
  );
}

const looks = { 'goes-through': 'success', asks: 'warning', refused: 'error' } as const;

function Verdict(props: { verdict: DryRunVerdict; kind: Kind }) {
  const { t, i18n } = useTranslation();
  const { verdict, kind } = props;
  const { code } = verdict;
  const prompt = useQuery({
    queryKey: ['prompt', code, i18n.language],
    enabled: code !== undefined,
    queryFn: ({ signal }) => api.post<{ prompt: string }>('/v1/error-prompts', { code }, { signal }),
  });
  return (
    <Alert
      showIcon
      type={looks[verdict.outcome]}
      title={verdictWords(t, i18n.language, t(`policy.kindThis.${kind}`), verdict, prompt.data?.prompt)}
    />
  );
}
