/** Error prompts (S05): every refusal leaves through here and becomes words for a person. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow, type Ground } from '../../mechanisms/flow/index.ts';
import type { Prompter } from '../../mechanisms/http/index.ts';
import { type ExplainRefusal, reportGauge } from '../../mechanisms/operation/index.ts';
import { promptRoutes } from './routes.ts';
import { countUnmapped } from './storage.ts';
import { createPromptStore, type PromptStore, readRefusal } from './store.ts';

const REFRESH_EVERY_MS = 1_000;
const FLUSH_EVERY_MS = 2_000;

/** One store per server, shared by its routes and its HTTP door. */
const stores = new WeakMap<object, PromptStore>();

function storeOf(ground: Pick<Ground, 'database' | 'clock' | 'log'>): PromptStore {
  let store = stores.get(ground);
  if (!store) {
    store = createPromptStore(ground);
    stores.set(ground, store);
  }
  return store;
}

/** Never throws: when this flow itself fails, a built-in neutral sentence is the answer. */
export function createPrompter(ground: Pick<Ground, 'database' | 'clock' | 'log'>): Prompter {
  const store = storeOf(ground);
  return (code, details, locale) => store.prompt(readRefusal(code, details), details, locale);
}

/** What a refusal says to the person who met it, in both languages; counts nothing. For those who look at it later. */
export function createExplainer(ground: Pick<Ground, 'database' | 'clock' | 'log'>): ExplainRefusal {
  const store = storeOf(ground);
  return (code, details) => {
    const { en, zh } = store.explain(readRefusal(code, details), details);
    return { en, zh };
  };
}

export const errorPromptsFlow = defineFlow({
  slug: 'error-prompts',
  migrations: [migrationFile('error-prompts/001', new URL('./schema.sql', import.meta.url))],
  build(ground) {
    const store = storeOf(ground);
    reportGauge(ground, 'unmapped', () => countUnmapped(ground.database.pool));
    return {
      routes: promptRoutes(ground, store),
      timers: [
        { name: 'error-prompts.refresh', everyMs: REFRESH_EVERY_MS, run: store.refresh },
        { name: 'error-prompts.flush', everyMs: FLUSH_EVERY_MS, run: store.flush },
      ],
      start: store.refresh,
      stop: () => store.flush().catch(() => {}),
    };
  },
});
