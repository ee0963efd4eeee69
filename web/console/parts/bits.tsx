// Small things that many screens of the console show.
import { App, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../shared/problem.ts';
import { useScreen } from '../../shared/screen.ts';
import { fullTime, shortTime } from '../../shared/time.ts';
import type { LedgerAccountRef, PersonRow } from '../types.ts';

export function Head(props: { title: string; lead?: string; children?: ReactNode }) {
  const heading = useScreen();
  return (
    <header className="head">
      <div>
        <h1 ref={heading}>{props.title}</h1>
        {props.lead && <p>{props.lead}</p>}
      </div>
      {props.children && <div className="head-acts">{props.children}</div>}
    </header>
  );
}

export function Card(props: {
  title?: ReactNode;
  right?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`card ${props.className ?? ''}`}>
      {props.title && (
        <div className="card-head">
          <h2>{props.title}</h2>
          {props.right}
        </div>
      )}
      {props.children}
    </section>
  );
}

/** A time that shows its full self when pointed at. */
export function When({ at }: { at: string | null | undefined }) {
  const { i18n } = useTranslation();
  if (!at) return <span className="quiet">–</span>;
  return (
    <Tooltip title={fullTime(at, i18n.language)}>
      <time className="figures nowrap" dateTime={at}>
        {shortTime(at, i18n.language)}
      </time>
    </Tooltip>
  );
}

/** An id or hash: short to the eye, whole when copied. */
export function Short({ value, keep = 10 }: { value: string | null | undefined; keep?: number }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  if (!value) return <span className="quiet">–</span>;
  const text = value.length > keep + 8 ? `${value.slice(0, keep)}…${value.slice(-6)}` : value;
  return (
    <Tooltip title={`${t('common.copy')}: ${value}`}>
      <button
        type="button"
        className="short mono"
        onClick={(event) => {
          event.stopPropagation();
          void navigator.clipboard.writeText(value).then(() => message.success(t('common.copied')));
        }}
      >
        {text}
      </button>
    </Tooltip>
  );
}

export function AccountName({ account }: { account: LedgerAccountRef }) {
  const { t } = useTranslation();
  if (typeof account === 'string') return <Short value={account} />;
  const kind = account.kind ? t(`ledger.kind.${account.kind}`, { defaultValue: account.kind }) : '';
  const name = account.name && account.name !== account.kind ? account.name : '';
  return (
    <span>
      {name || kind}
      {name && kind && <small className="quiet"> · {kind}</small>}
    </span>
  );
}

export function RealName({ of }: { of: PersonRow['realName'] }) {
  if (!of) return <span className="quiet">–</span>;
  return (
    <span>
      {of.name} <small className="quiet figures">{of.idNumber}</small>
    </span>
  );
}

export function Json({ value }: { value: unknown }) {
  return <pre className="json mono">{JSON.stringify(value, null, 2)}</pre>;
}

/** Says that what is shown is of an earlier moment, because the server cannot be heard now. */
export function Stale({ error, at }: { error: unknown; at?: string }) {
  const { t, i18n } = useTranslation();
  if (!error) return null;
  return (
    <p className="stale" role="alert">
      {error instanceof Problem && error.status !== 0
        ? (error.prompt ?? t('error.neutral'))
        : t('error.noConnection')}
      {at && <strong> {t('common.asOf', { time: fullTime(at, i18n.language) })}</strong>}
    </p>
  );
}

/** Says what a failed act answered. */
export function useFailure(): (error: unknown) => void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (error) => {
    const prompt = error instanceof Problem ? error.prompt : undefined;
    const reference = error instanceof Problem && error.reference ? ` (${error.reference})` : '';
    void message.error((prompt ?? t('error.neutral')) + reference, 6);
  };
}
