// Nothing here yet, loading, and the frame that chooses between them, an error and the content.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSteadyError } from '../useSteadyError.ts';
import { ErrorCard } from './ErrorCard.tsx';

export function Empty(props: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <div className="empty">
      {props.icon && (
        <div className="empty-icon" aria-hidden="true">
          {props.icon}
        </div>
      )}
      <h2 className="empty-title">{props.title}</h2>
      {props.children && <div className="empty-text">{props.children}</div>}
    </div>
  );
}

/** Grey bars in the shape of what is coming. */
export function Loading(props: { rows?: number; kind?: 'rows' | 'card' }) {
  const { t } = useTranslation();
  const { rows = 4, kind = 'rows' } = props;
  return (
    <div className={`loading loading-${kind}`} role="status">
      <span className="unseen">{t('loading')}</span>
      {Array.from({ length: kind === 'card' ? 1 : rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical bars
        <div key={index} className="loading-row" aria-hidden="true">
          <span />
          <span>
            <i />
            <i />
          </span>
        </div>
      ))}
    </div>
  );
}

type Query<Data> = {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  errorUpdateCount: number;
  refetch: () => unknown;
};

/**
 * Shows a query: its content once there is any (even while a newer answer fails), else the error (also while it is asked
 * again), else grey bars. `around` frames these two where nothing else of the page stands yet.
 */
export function Loaded<Data>(props: {
  query: Query<Data>;
  rows?: number;
  around?: (state: ReactNode) => ReactNode;
  children: (data: Data) => ReactNode;
}) {
  const { query, around = (state) => state } = props;
  const { error, forget } = useSteadyError(query);
  if (query.data !== undefined) return props.children(query.data);
  function retry() {
    forget();
    void query.refetch();
  }
  if (error) return around(<ErrorCard error={error} onRetry={retry} />);
  return around(<Loading rows={props.rows ?? 4} />);
}
