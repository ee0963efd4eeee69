// The frame around a screen: a bar with the way back and a title, the content, and optionally tabs (at the bottom on a
// phone, at the side on a wide screen).
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useScreen } from '../screen.ts';
import { SkipLink } from './SkipLink.tsx';

export function AppFrame(props: { children: ReactNode; tabs?: ReactNode; width?: 'phone' | 'wide' }) {
  return (
    <div className={`frame frame-${props.width ?? 'phone'}${props.tabs ? ' frame-tabbed' : ''}`}>
      {props.tabs && <SkipLink />}
      {props.tabs}
      <div className="frame-body">{props.children}</div>
    </div>
  );
}

export function Bar(props: { title: ReactNode; onBack?: (() => void) | undefined; right?: ReactNode }) {
  const { t } = useTranslation();
  const heading = useScreen();
  return (
    <header className="bar">
      {props.onBack ? (
        <button type="button" className="bar-back" aria-label={t('action.back')} onClick={props.onBack}>
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path
              d="M14.5 5 8 12l6.5 7"
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
        </button>
      ) : (
        <span className="bar-gap" />
      )}
      <h1 ref={heading} className="bar-title">
        {props.title}
      </h1>
      <div className="bar-right">{props.right}</div>
    </header>
  );
}

/** Our mark, alone or with the name. */
export function Brand(props: { name?: boolean; size?: number; onDark?: boolean }) {
  const size = props.size ?? 28;
  return (
    <span className={props.onDark ? 'brand brand-on-dark' : 'brand'}>
      <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="#0d2b2f" />
        <path
          d="M10 8.5h7.2a4.6 4.6 0 0 1 2.6 8.4 4.9 4.9 0 0 1-2 9.1H10z"
          fill="none"
          stroke="#5fd3ab"
          strokeWidth="2.6"
          strokeLinejoin="round"
        />
        <path d="M10 16.6h8.4" stroke="#5fd3ab" strokeWidth="2.6" strokeLinecap="round" />
        <circle cx="24.2" cy="8.6" r="2.1" fill="#e9c46a" />
      </svg>
      {props.name !== false && <span className="brand-name">Bursar</span>}
    </span>
  );
}

/** A white card with an optional heading. */
export function Panel(props: { title?: ReactNode; right?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className={props.flush ? 'panel panel-flush' : 'panel'}>
      {(props.title || props.right) && (
        <div className="panel-head">
          {props.title && <h2>{props.title}</h2>}
          {props.right}
        </div>
      )}
      {props.children}
    </section>
  );
}

/** Facts as label and value: `<Fact>`s, or plain rows. */
export function Facts(props: {
  rows?: readonly (readonly [label: ReactNode, value: ReactNode] | undefined)[];
  children?: ReactNode;
}) {
  return (
    <dl className="facts">
      {props.children}
      {props.rows?.map((row, index) =>
        row ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows do not move
          <Fact key={index} label={row[0]}>
            {row[1]}
          </Fact>
        ) : null,
      )}
    </dl>
  );
}

export function Fact(props: { label: ReactNode; children: ReactNode; mono?: boolean }) {
  return (
    <div className={props.mono ? 'fact-code' : undefined}>
      <dt>{props.label}</dt>
      <dd className={props.mono ? 'mono' : 'figures'}>{props.children}</dd>
    </div>
  );
}
