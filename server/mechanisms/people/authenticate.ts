/**
 * Who calls: a look-up by the token's hash, remembered for two seconds. Reads may trail a revocation in another process
 * by that much; commands never do, because the guard checks again when they are decided.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
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
  type StaffRole,
} from './caller.ts';
import { apiKeyByHash, sessionByHash, staffRole } from './reads.ts';
import { TOKEN_PATTERN, tokenHash } from './tokens.ts';

const REMEMBERED_MS = 2_000;
const MAX_REMEMBERED = 50_000;

/** `until`: when the session or key ends; a caller is never used past it. */
type Known<T> = { readonly value: T | null; readonly until: number };
type Holder = PersonCaller | OperatorCaller | MerchantCaller;

export function createAuthenticator({ database, clock }: { database: Database; clock: Clock }) {
  const holders = new LRUCache<string, Known<Holder>>({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS });
  const roles = new LRUCache<string, Known<StaffRole>>({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS });
  const asked = new Map<string, Promise<Known<never>>>();

  /** Remembered, or asked once for all who wait for the same answer. */
  function recall<T>(
    cache: LRUCache<string, Known<T>>,
    key: string,
    ask: () => Promise<Known<T>>,
  ): Known<T> | Promise<Known<T>> {
    const known = cache.get(key);
    if (known) return known;
    const pending = asked.get(key);
    if (pending) return pending as Promise<Known<T>>;
    const answer = ask()
      .then((fresh) => {
        // An answer that was asked before `forget` is not kept.
        if (asked.get(key) === answer) cache.set(key, fresh);
        return fresh;
      })
      .finally(() => {
        if (asked.get(key) === answer) asked.delete(key);
      });
    asked.set(key, answer as Promise<Known<never>>);
    return answer;
  }

  function holderOf(token: string): Known<Holder> | Promise<Known<Holder>> {
    // Remembered by the token itself: its hash is only needed to look it up.
    return recall(holders, token, async () => {
      const hash = tokenHash(token);
      return token.startsWith('sk_') ? apiKeyByHash(database.pool, hash) : sessionByHash(database.pool, hash);
    });
  }

  function admit(known: Known<Holder>): Holder | null {
    return known.value && clock.now() < known.until ? known.value : null;
  }

  function authenticate(headers: IncomingHttpHeaders): Promise<Caller> | Caller {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined || !TOKEN_PATTERN.test(token)) return anonymous;
    const merchant = headers['bursar-merchant'];
    const known = holderOf(token);
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
    const role = await recall(roles, `${merchant} ${person}`, () =>
      staffRole(database.pool, merchant, person),
    );
    if (!role.value) return refuse('FORBIDDEN');
    return { kind: 'staff', merchant, role: role.value, person, session, device };
  }

  return {
    authenticate,
    forget() {
      holders.clear();
      roles.clear();
      asked.clear();
    },
  };
}
