/**
 * Who calls: a look-up by the token's hash, remembered for two seconds. Reads may trail a revocation in another process
 * by that much; commands never do, because the guard checks again when they are decided.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { type Id, isId } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import {
  anonymous,
  type Caller,
  type MerchantCaller,
  type OperatorCaller,
  type PersonCaller,
} from './caller.ts';
import { holdersOfKeys, holdersOfSessions, rolesOfStaff } from './reads.ts';
import { createRecall, type Known } from './recall.ts';
import { staffKey } from './tables.ts';
import { TOKEN_PATTERN, tokenHash } from './tokens.ts';

type Holder = PersonCaller | OperatorCaller | MerchantCaller;
type ByHash<T> = (hashes: readonly string[]) => Promise<ReadonlyMap<string, Known<T>>>;

/** Remembered by the token itself: its hash is only needed to look it up. */
function recallTokens<T>(byHash: ByHash<T>) {
  return createRecall<T>(async (tokens) => {
    const hashes = tokens.map(tokenHash);
    const found = await byHash(hashes);
    return new Map(
      tokens.flatMap((token, i) => {
        const known = found.get(hashes[i] ?? '');
        return known ? [[token, known] as const] : [];
      }),
    );
  });
}

export function createAuthenticator({ database, clock }: { database: Database; clock: Clock }) {
  const sessions = recallTokens((hashes) => holdersOfSessions(database.pool, hashes));
  const keys = recallTokens((hashes) => holdersOfKeys(database.pool, hashes));
  const roles = createRecall((ids) => rolesOfStaff(database.pool, ids));

  function admit(known: Known<Holder>): Holder | null {
    return known.value && clock.now() < known.until ? known.value : null;
  }

  function authenticate(headers: IncomingHttpHeaders): Promise<Caller> | Caller {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined || !TOKEN_PATTERN.test(token)) return anonymous;
    const merchant = headers['bursar-merchant'];
    const known = token.startsWith('sk_') ? keys.get(token) : sessions.get(token);
    if (merchant === undefined && !(known instanceof Promise)) return admit(known) ?? anonymous;
    return resolve(known, merchant);
  }

  async function resolve(
    known: Known<Holder> | Promise<Known<Holder>>,
    merchant: string | string[] | undefined,
  ): Promise<Caller> {
    const holder = admit(await known);
    if (!holder) return anonymous;
    if (merchant === undefined) return holder;
    if (typeof merchant !== 'string' || !isId('merchant', merchant)) return refuse('FORBIDDEN');
    if (holder.kind === 'merchant') return holder.merchant === merchant ? holder : refuse('FORBIDDEN');
    return asStaff(holder, merchant);
  }

  async function asStaff(holder: PersonCaller | OperatorCaller, merchant: Id<'merchant'>): Promise<Caller> {
    const { person, session, device } = holder;
    const role = await roles.get(staffKey(merchant, person));
    if (!role.value) return refuse('FORBIDDEN');
    return { kind: 'staff', merchant, role: role.value, person, session, device };
  }

  return {
    authenticate,
    forget() {
      sessions.forget();
      keys.forget();
      roles.forget();
    },
  };
}
