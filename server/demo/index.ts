/** The demo: seeded people, their credentials, the town's story. It does not exist in production mode. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import type { FlowParts, Ground } from '../mechanisms/flow/index.ts';
import { type RouteSpec, schemas } from '../mechanisms/http/index.ts';
import type { ExplainRefusal } from '../mechanisms/operation/index.ts';
import { type DemoCredentials, seedCredentials } from './credentials.ts';
import { type DemoCard, playOpening } from './seeds.ts';
import { createStory } from './story.ts';

/** The first start hashes everybody's PIN: whoever asks meanwhile waits. */
const SEEDED_WITHIN_MS = 20_000;
const REPLAYED_ACTS = 20n;
const PAGE = 50;

/** The sandbox bank's debit cards of the seeded people (made-up numbers that pass the Luhn check). */
const CARDS: readonly DemoCard[] = [
  { phone: '+8613800000001', pan: '6212345678901232', holderName: 'Ana Lin', expiry: '2031-12' },
  { phone: '+8613800000002', pan: '6212345678902248', holderName: 'Bo Chen', expiry: '2031-12' },
  { phone: '+8613800000003', pan: '6212345678903253', holderName: 'Cara Zhou', expiry: '2031-12' },
  { phone: '+8613800000004', pan: '6212345678904269', holderName: 'Dai Wang', expiry: '2031-12' },
];

export function demoParts(ground: Ground, explain: ExplainRefusal): FlowParts {
  const { config, log } = ground;
  const story = createStory(ground, explain);
  let tellSeeded: (made: DemoCredentials) => void = () => {};
  const seeded = new Promise<DemoCredentials>((resolve) => {
    tellSeeded = resolve;
  });
  /** When the opening had been played: what the telephone network delivered before concerns nobody who looks on. */
  let openedAt: string | null = null;
  const anyone = {
    tag: 'demo',
    callers: ['anonymous', 'person', 'merchant', 'staff', 'operator'],
    hidden: true,
  } as const;

  const routes: RouteSpec[] = [
    {
      ...anyone,
      method: 'GET',
      path: '/demo/credentials',
      summary: 'Keys and tokens of the seeded people and merchants',
      async handle() {
        const body = await Promise.race([seeded, sleep(SEEDED_WITHIN_MS, null, { ref: false })]);
        return body ? { body } : refuse('BUSY');
      },
    },
    {
      ...anyone,
      method: 'GET',
      path: '/demo/messages',
      summary: 'What the sandbox telephone network delivered',
      query: schemas.Strict({ after: Type.Optional(Type.String({ maxLength: 30, pattern: '^[0-9]*$' })) }),
      async handle({ query }) {
        const after = query.after ? `&after=${query.after}` : '';
        const response = await fetch(`${config.bankUrl}/control/messages?limit=50${after}`, {
          signal: AbortSignal.timeout(3_000),
        }).catch(() => null);
        if (!response?.ok) return { body: { data: [], openedAt } };
        const answer = (await response.json()) as { data: { to: string; text: string; at: string }[] };
        return { body: { data: answer.data.map(({ to, text, at }) => ({ phone: to, text, at })), openedAt } };
      },
    },
    {
      ...anyone,
      method: 'GET',
      path: '/demo/journal',
      summary: 'What the journal just did (JSON, or a stream of server-sent events)',
      query: schemas.Strict({ after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })) }),
      async handle(request) {
        const head = (await ground.journal.head()).seq;
        const given = request.headers['last-event-id'] ?? request.query.after;
        const isStream = String(request.headers.accept ?? '').includes('text/event-stream');
        const back = head > REPLAYED_ACTS ? head - REPLAYED_ACTS : 0n;
        if (!isStream)
          return { body: { data: await story.acts(head > BigInt(PAGE) ? head - BigInt(PAGE) : 0n, PAGE) } };
        const after =
          typeof given === 'string' && /^\d{1,18}$/.test(given) && BigInt(given) > back
            ? BigInt(given)
            : back;
        request.reply.hijack();
        const out = request.reply.raw;
        out.writeHead(200, {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
        });
        let sent = after;
        let chain = Promise.resolve();
        const write = (act: { seq: string }) => {
          if (BigInt(act.seq) <= sent || out.destroyed) return;
          sent = BigInt(act.seq);
          out.write(`id: ${act.seq}\nevent: entry\ndata: ${JSON.stringify(act)}\n\n`);
        };
        const stop = ground.journal.feed.listen((entries) => {
          // Under load the diagram shows the last entries only.
          for (const one of entries.slice(-PAGE)) {
            chain = chain.then(async () => write(await story.live(one))).catch(() => {});
          }
        });
        const beat = setInterval(() => out.write(': still here\n\n'), 15_000);
        out.on('close', () => {
          stop();
          clearInterval(beat);
        });
        const replay = story.acts(after, PAGE);
        chain = replay.then((acts) => acts.forEach(write)).catch(() => {});
        return { hijacked: true };
      },
    },
  ];

  return {
    routes,
    async onListening(url) {
      const credentials = await seedCredentials(ground);
      tellSeeded(credentials);
      await playOpening({
        url,
        bankUrl: config.bankUrl,
        credentials,
        cards: CARDS,
        currency: config.currency,
        log,
      }).catch((err: unknown) => log.warn({ err }, 'the opening was not played to its end'));
      openedAt = new Date().toISOString();
    },
  };
}
