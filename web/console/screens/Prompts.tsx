// The error prompts editor (S05): rules from raw errors to words for people, what has no rule yet, and every version.
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Segmented, Table, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Loaded } from '../../shared/components/Empty.tsx';
import { Problem } from '../../shared/problem.ts';
import { useAct } from '../../shared/useAct.ts';
import { AskingButton, useToldAct } from '../parts/acts.tsx';
import { Card, Head, useFailure, When } from '../parts/bits.tsx';
import { List, refreshMs } from '../parts/List.tsx';
import { api } from '../session.ts';
import { type Match, nameOfAuthor, type Rule, type RuleVersion, type Unmapped } from '../types.ts';

const base = '/v1/operator/error-prompts';
const tabs = ['rules', 'unmapped', 'versions'] as const;
const types = ['code', 'pattern', 'family'] as const;
type MatchType = (typeof types)[number];
type Draft = { type: MatchType; value: string; en: string; zh: string; priority: number };

export function PromptsScreen() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const tab = tabs.find((name) => name === search.get('tab')) ?? 'rules';
  const [draft, setDraft] = useState<Draft>();
  return (
    <>
      <Head title={t('prompts.title')} lead={t('prompts.lead')}>
        <Segmented
          value={tab}
          onChange={(value) => setSearch({ tab: value })}
          options={tabs.map((value) => ({ value, label: t(`prompts.${value}`) }))}
        />
        <Button
          type="primary"
          onClick={() => setDraft({ type: 'code', value: '', en: '', zh: '', priority: 0 })}
        >
          {t('prompts.new')}
        </Button>
      </Head>
      {tab === 'rules' && <Rules />}
      {tab === 'unmapped' && <UnmappedList onMake={setDraft} />}
      {tab === 'versions' && <Versions />}
      <RuleEditor draft={draft} onClose={() => setDraft(undefined)} />
    </>
  );
}

function matchOf(match: Match): { type: MatchType; value: string } {
  if ('code' in match) return { type: 'code', value: match.code };
  if ('pattern' in match) return { type: 'pattern', value: match.pattern };
  return { type: 'family', value: match.family };
}

function MatchTag({ match }: { match: Match }) {
  const { t } = useTranslation();
  const { type, value } = matchOf(match);
  const colours = { code: 'green', pattern: 'blue', family: 'default' } as const;
  return (
    <span className="nowrap">
      <Tag color={colours[type]}>{t(`prompts.type.${type}`)}</Tag>
      <span className="mono">{value}</span>
    </span>
  );
}

function Texts({ texts }: { texts: Rule['texts'] }) {
  return (
    <span className="texts">
      <span>{texts.en}</span>
      {texts.zh && <span lang="zh">{texts.zh}</span>}
    </span>
  );
}

function Rules() {
  const { t } = useTranslation();
  const rules = useQuery({
    queryKey: [base],
    queryFn: () => api.get<{ data: Rule[] }>(base),
    refetchInterval: refreshMs,
  });
  const remove = useToldAct((body: { id: string }, key) => api.del(`${base}/${body.id}`, { key }), {
    done: t('prompts.deleted'),
  });
  return (
    <>
      <Try />
      <Loaded query={rules}>
        {({ data }) => (
          <Table
            size="middle"
            pagination={{ pageSize: 50, hideOnSinglePage: true }}
            scroll={{ x: 'max-content' }}
            rowKey="id"
            dataSource={data}
            locale={{ emptyText: t('prompts.noRules') }}
            columns={[
              { title: t('prompts.match'), render: (_, row) => <MatchTag match={row.match} /> },
              { title: t('prompts.title'), render: (_, row) => <Texts texts={row.texts} /> },
              { title: t('prompts.priority'), dataIndex: 'priority', align: 'end' },
              { title: t('prompts.version'), dataIndex: 'version', align: 'end' },
              { title: t('prompts.author'), render: (_, row) => nameOfAuthor(row.author, t) },
              { title: t('common.time'), render: (_, row) => <When at={row.createdAt} /> },
              {
                title: '',
                render: (_, row) => (
                  <AskingButton
                    danger
                    ask={t('prompts.deleteAsk')}
                    label={t('prompts.delete')}
                    onYes={() => remove.mutate({ id: row.id })}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}

/** Which words would a message get right now? */
function Try() {
  const { t } = useTranslation();
  const fail = useFailure();
  const ask = useAct((message: string, key) =>
    api.post<{ prompt: { en: string; zh: string }; rule: Rule | null }>(
      `${base}/try`,
      /^[A-Za-z0-9_.-]{1,60}$/.test(message) ? { code: message } : { message },
      { key },
    ),
  );
  return (
    <Card className="try">
      <Input.Search
        maxLength={500}
        aria-label={t('prompts.try')}
        placeholder={t('prompts.tryPlaceholder')}
        enterButton={t('prompts.tryGo')}
        loading={ask.isPending}
        onSearch={(text) => text.trim() !== '' && ask.mutate(text.trim(), { onError: fail })}
      />
      {ask.data && (
        <p className="try-reply" role="status">
          <Texts texts={ask.data.prompt} />
          <small className="quiet">
            {ask.data.rule
              ? t('prompts.tryRule', { version: ask.data.rule.version })
              : t('prompts.tryDefault')}
          </small>
        </p>
      )}
    </Card>
  );
}

function UnmappedList(props: { onMake: (draft: Draft) => void }) {
  const { t } = useTranslation();
  return (
    <List<Unmapped>
      path={`${base}/unmapped`}
      rowKey={(row) => row.key ?? row.message}
      empty={t('prompts.allMapped')}
      columns={[
        {
          title: t('prompts.count'),
          align: 'end',
          render: (_, row) => <strong className="figures">{row.count}</strong>,
        },
        {
          title: t('common.code'),
          render: (_, row) =>
            row.code ? <span className="mono">{row.code}</span> : <span className="quiet">–</span>,
        },
        {
          title: t('prompts.message'),
          render: (_, row) => <span className="mono clip-wide">{row.message}</span>,
        },
        { title: t('prompts.source'), dataIndex: 'source' },
        { title: t('prompts.lastSeen'), render: (_, row) => <When at={row.lastAt} /> },
        {
          title: '',
          render: (_, row) => (
            <Button
              size="small"
              onClick={() =>
                props.onMake(
                  row.code
                    ? { type: 'code', value: row.code, en: '', zh: '', priority: 0 }
                    : { type: 'pattern', value: escapePattern(row.message), en: '', zh: '', priority: 0 },
                )
              }
            >
              {t('prompts.make')}
            </Button>
          ),
        },
      ]}
    />
  );
}

/** The start of the message, taken literally; at most 200 characters as a pattern. */
function escapePattern(message: string): string {
  return message.slice(0, 60).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function Versions() {
  const { t } = useTranslation();
  return (
    <List<RuleVersion>
      path={`${base}/versions`}
      rowKey={(row) => String(row.version)}
      columns={[
        {
          title: t('prompts.version'),
          align: 'end',
          render: (_, row) => <strong className="figures">{row.version}</strong>,
        },
        { title: t('common.time'), render: (_, row) => <When at={row.at} /> },
        { title: t('prompts.author'), render: (_, row) => nameOfAuthor(row.author, t) },
        {
          title: t('journal.act'),
          render: (_, row) => (
            <Tag color={row.act === 'deleted' ? 'error' : 'success'}>
              {t(`prompts.act.${row.act}`, { defaultValue: row.act })}
            </Tag>
          ),
        },
        {
          title: t('prompts.match'),
          render: (_, row) =>
            row.rule ? <MatchTag match={row.rule.match} /> : <span className="quiet">–</span>,
        },
        {
          title: t('prompts.title'),
          render: (_, row) => (row.rule ? <Texts texts={row.rule.texts} /> : null),
        },
      ]}
    />
  );
}

function RuleEditor(props: { draft: Draft | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Draft>();
  const type = Form.useWatch('type', form) ?? 'code';
  const save = useToldAct((body: object, key) => api.post<Rule>(base, body, { key }), {
    done: t('prompts.saved'),
    after: props.onClose,
    takes: (error) => {
      const isPattern = error instanceof Problem && error.code === 'PROMPT_PATTERN_INVALID';
      if (isPattern) form.setFields([{ name: 'value', errors: [error.prompt ?? t('error.neutral')] }]);
      return isPattern;
    },
  });
  const { draft } = props;
  useEffect(() => {
    if (!draft) return;
    form.resetFields();
    form.setFieldsValue(draft);
  }, [draft, form]);

  function submit({ type: kind, value, en, zh, priority }: Draft) {
    const texts = zh.trim() === '' ? { en: en.trim() } : { en: en.trim(), zh: zh.trim() };
    save.mutate({ match: { [kind]: value.trim() }, texts, priority });
  }

  return (
    <Modal
      open={draft !== undefined}
      title={t('prompts.new')}
      okText={t('prompts.save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      forceRender
    >
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item name="type" label={t('prompts.match')} extra={t(`prompts.typeHint.${type}`)}>
          <Segmented options={types.map((value) => ({ value, label: t(`prompts.type.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="value"
          label={t('prompts.value')}
          rules={[{ required: true, whitespace: true, max: 200 }]}
        >
          <Input className="mono" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="en"
          label={t('prompts.en')}
          rules={[{ required: true, whitespace: true, max: 300, message: t('prompts.missing') }]}
        >
          <Input.TextArea rows={2} maxLength={300} showCount />
        </Form.Item>
        <Form.Item name="zh" label={t('prompts.zh')} rules={[{ max: 300 }]}>
          <Input.TextArea rows={2} maxLength={300} showCount lang="zh" />
        </Form.Item>
        <Form.Item name="priority" label={t('prompts.priority')} extra={t('prompts.priorityHint')}>
          <InputNumber min={-1000} max={1000} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
