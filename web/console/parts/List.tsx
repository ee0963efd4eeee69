// A keyset-paged table: newest first, "show more" at its end, asked again every few seconds while only its first page is shown.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import type { Page } from '../../shared/types.ts';
import { api } from '../session.ts';
import { Stale } from './bits.tsx';

/** How often what is shown is asked for again. */
export const refreshMs = 5_000;
const pageSize = 30;

export type Query = Record<string, string | number | undefined>;

export function useRows<Row>(path: string, query: Query = {}, everyMs = refreshMs) {
  const rows = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam }) => api.get<Page<Row>>(path, { ...query, limit: pageSize, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.hasMore ? (page.next ?? undefined) : undefined),
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? everyMs : false),
  });
  return { ...rows, rows: rows.data?.pages.flatMap(({ data }) => data) ?? [] };
}

export function List<Row extends object>(props: {
  path: string;
  query?: Query;
  columns: TableColumnsType<Row>;
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  rowClass?: (row: Row) => string;
  empty?: ReactNode;
  refreshMs?: number;
}) {
  const { t } = useTranslation();
  const { rows, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useRows<Row>(
    props.path,
    props.query,
    props.refreshMs,
  );
  if (error && rows.length === 0) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  const { onOpen } = props;
  return (
    <div className="list">
      <Stale error={error} />
      <Table<Row>
        size="middle"
        columns={props.columns}
        dataSource={rows}
        rowKey={props.rowKey}
        loading={isPending}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: isPending ? ' ' : (props.empty ?? t('common.none')) }}
        rowClassName={(row) => `${onOpen ? 'list-row' : ''} ${props.rowClass?.(row) ?? ''}`}
        {...(onOpen
          ? {
              onRow: (row: Row) => ({
                tabIndex: 0,
                onClick: () => onOpen(row),
                onKeyDown: (event: React.KeyboardEvent) => {
                  // Not when a button within the row was meant.
                  if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row);
                },
              }),
            }
          : {})}
      />
      {hasNextPage && (
        <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  );
}
