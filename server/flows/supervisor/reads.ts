/** What the routes of `supervisor` read. Nothing here writes. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { activeRules, policies, policiesNaming } from '../../mechanisms/challenges/index.ts';
import { selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import { type HistoryItem, SUPERVISOR, type SupervisionView } from './contract.ts';
import type { Supervised } from './rules.ts';
import {
  type HistoryWish,
  outcomes,
  type Supervision,
  supervisedActs,
  supervisedBy,
  supervisions,
} from './storage.ts';
import { deputyView, historyItem, supervisionView } from './views.ts';

export type Reads = ReturnType<typeof createReads>;

export function createReads({ database, people, clock, config }: Ground) {
  const db = database.pool;

  async function viewsOf(records: readonly Supervision[]): Promise<SupervisionView[]> {
    const known = await selectRows(
      db,
      policies,
      records.map(({ payer }) => payer),
    );
    const rules = new Map(
      known.map((policy) => [
        policy.person,
        activeRules(policy, clock.now()).find(({ kind }) => kind === SUPERVISOR),
      ]),
    );
    const ids = records.flatMap(({ payer, supervisor }) => {
      const params = rules.get(payer)?.params as Supervised | undefined;
      return [payer, supervisor, ...(params?.deputies ?? [])];
    });
    const wanted = [...new Set(ids)];
    const named = await Promise.all(wanted.map(async (id) => [id, await people.displayName(id)] as const));
    const names = new Map(named);
    const of = { name: (id: string) => names.get(id as Id<'person'>) ?? '', currency: config.currency };
    return records.map((record) => supervisionView(record, rules.get(record.payer), of));
  }

  /** The payer's last supervision, also when it has ended. */
  async function lastOf(payer: string): Promise<{ record: Supervision; view: SupervisionView } | null> {
    const [record] = await selectRows(db, supervisions, [payer]);
    const [view] = record ? await viewsOf([record]) : [];
    return record && view ? { record, view } : null;
  }

  const isPresent = (view: SupervisionView) => view.state !== 'ended';

  return {
    /** As it stands, also when it has ended; null once the payer has another. */
    async ofSupervision(payer: string, id: string): Promise<SupervisionView | null> {
      const last = await lastOf(payer);
      return last?.record.id === id ? last.view : null;
    },
    /** `resigned`: the last one was given up by the supervisor. */
    async asPayer(person: string) {
      const last = await lastOf(person);
      if (!last) return { asPayer: null };
      const { record, view } = last;
      if (isPresent(view)) return { asPayer: view };
      if (record.resignedAt === null) return { asPayer: null };
      return {
        asPayer: null,
        resigned: { supervisor: view.supervisor, at: isoTime(record.resignedAt) },
      };
    },
    async asDeputy(person: string) {
      const naming = await policiesNaming(db, { kind: SUPERVISOR, params: { deputies: [person] } });
      const records = await selectRows(
        db,
        supervisions,
        naming.map((policy) => policy.person),
      );
      const isDeputy = (view: SupervisionView) => view.deputies.some(({ id }) => id === person);
      const views = (await viewsOf(records)).filter((view) => isPresent(view) && isDeputy(view));
      return views.sort((a, b) => a.payer.name.localeCompare(b.payer.name)).map(deputyView);
    },
    asSupervisor: async (person: string) => (await viewsOf(await supervisedBy(db, person))).filter(isPresent),

    /** For the present supervisor alone; anybody else learns nothing (R4). */
    async history(supervisor: string, wish: HistoryWish): Promise<HistoryItem[]> {
      const [record] = await selectRows(db, supervisions, [wish.payer]);
      const [view] = record?.supervisor === supervisor ? await viewsOf([record]) : [];
      if (!record || !view || view.state === 'asked' || !isPresent(view)) return refuse('NOT_FOUND');
      const acts = await supervisedActs(db, { ...wish, since: record.askedAt });
      const ends = await selectRows(
        db,
        outcomes,
        acts.map(({ subject }) => subject),
      );
      const became = new Map(ends.map(({ subject, outcome }) => [subject, outcome]));
      return acts.map((act) => historyItem(act, became.get(act.subject)));
    },
  };
}
