/** Health: `live` says that the process runs, `ready` that it can take commands. */
import type { Ground } from '../flow/index.ts';
import type { RouteSpec } from '../http/index.ts';

const READY_WITHIN_MS = 3_000;

export function healthRoutes({ journal }: Pick<Ground, 'journal'>): RouteSpec[] {
  return [
    {
      method: 'GET',
      path: '/health/live',
      summary: 'Does the process run?',
      tag: 'operation',
      callers: ['anonymous', 'person', 'merchant', 'staff', 'operator', 'bank'],
      hidden: true,
      handle: async () => ({ body: { ok: true } }),
    },
    {
      method: 'GET',
      path: '/health/ready',
      summary: 'Does it take commands? 503 when the database does not answer or the journal is halted',
      tag: 'operation',
      callers: ['anonymous', 'person', 'merchant', 'staff', 'operator', 'bank'],
      hidden: true,
      async handle() {
        const reason = await whyNotReady(journal);
        return reason === null ? { body: { ok: true } } : { status: 503, body: { ok: false, reason } };
      },
    },
  ];
}

async function whyNotReady(journal: Ground['journal']): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), READY_WITHIN_MS);
  });
  try {
    const head = await Promise.race([journal.head(), late]);
    return head.halted === null ? null : 'the journal is halted';
  } catch {
    return 'the database does not answer';
  } finally {
    clearTimeout(timer);
  }
}
