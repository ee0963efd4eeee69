// Starts a page: theme, words, queries, then the first paint.
import 'antd-mobile/es/global';
import './base.css';
import './components/components.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Boundary } from './components/Boundary.tsx';
import { Notices } from './components/Notices.tsx';
import { startWords, type WordLoaders } from './i18n.ts';
import { Problem } from './problem.ts';
import { startTheme } from './theme.ts';

/** Loads what the page needs and shows it in #root. Call once, from the page's main.tsx. */
export async function boot(page: ReactNode, words: WordLoaders): Promise<void> {
  startTheme();
  await startWords(words);
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueries()}>
        <Boundary>{page}</Boundary>
        <Notices />
      </QueryClientProvider>
    </StrictMode>,
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // The API client has already retried what may be retried.
        retry: false,
        refetchOnWindowFocus: (query) =>
          !(query.state.error instanceof Problem && query.state.error.status === 403),
      },
      mutations: { retry: false },
    },
  });
}
