/**
 * The facts of one batch: rows fetched from the database or the cache, and the changes that decisions make to them.
 * The cache holds only committed rows and is valid only while no other process has written since (the head tells).
 */

import type pg from 'pg';
import type { Id } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { insertRows, selectRows, selectRowsBy, type Table, updateRows } from '../database/index.ts';
import {
  type Account,
  type AccountRef,
  accounts,
  availableOf,
  type Books,
  type Hold,
  holds,
  openAccount,
  type Transfer,
  transfers,
} from '../ledger/index.ts';
import type { Change, Loader, View } from './command.ts';

type AnyTable = Table<never>;
const CACHED_ROWS_PER_TABLE = 200_000;

/** Thrown by a view when a fact was not prefetched; the committer fetches it and decides again. */
export class MissingFact {
  readonly table: AnyTable;
  readonly key: string;
  constructor(table: AnyTable, key: string) {
    this.table = table;
    this.key = key;
  }
}
export class MissingLookup {
  readonly table: AnyTable;
  readonly lookup: string;
  readonly key: readonly unknown[];
  constructor(table: AnyTable, lookup: string, key: readonly unknown[]) {
    this.table = table;
    this.lookup = lookup;
    this.key = key;
  }
}

/**
 * Null stands for a row that the database is known not to have: most people have no row in most tables.
 * Two generations: a full young one becomes the old one, and what nobody asked for in between is forgotten.
 */
export type RowsByKey = {
  get(key: string): object | null | undefined;
  set(key: string, row: object | null): void;
  delete(key: string): void;
  clear(): void;
};

export type RowCache = {
  of(table: AnyTable): RowsByKey;
  clear(): void;
};

function createGenerations(): RowsByKey {
  let young = new Map<string, object | null>();
  let old = new Map<string, object | null>();
  const set = (key: string, row: object | null) => {
    if (young.size >= CACHED_ROWS_PER_TABLE / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, row);
  };
  return {
    get(key) {
      const row = young.get(key);
      if (row !== undefined) return row;
      const aged = old.get(key);
      if (aged !== undefined) set(key, aged);
      return aged;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young = new Map();
      old = new Map();
    },
  };
}

export function createRowCache(): RowCache {
  const caches = new Map<AnyTable, RowsByKey>();
  return {
    of(table) {
      let cache = caches.get(table);
      if (!cache) {
        cache = createGenerations();
        caches.set(table, cache);
      }
      return cache;
    },
    clear: () => {
      for (const cache of caches.values()) cache.clear();
    },
  };
}

/** One row as a batch sees it. */
type Slot = {
  row: object | undefined;
  /** As the database has it; undefined when it does not. */
  readonly stored: object | undefined;
  /** Asked of the database in this batch, not of the cache; whether it has it or not. */
  readonly wasRead: boolean;
  isDirty: boolean;
};

type Shelf = {
  readonly slots: Map<string, Slot>;
  /** Row keys by the keys of a lookup. */
  readonly lookups: Map<string, Map<string, string | undefined>>;
};

/** What a change has replaced. */
type Undo = {
  readonly shelf: Shelf;
  readonly key: string;
  readonly slot: Slot;
  /** Nobody had asked for the row: whether it exists is not known. */
  readonly isNew: boolean;
  readonly row: object | undefined;
  readonly wasDirty: boolean;
  readonly lookups: readonly [Map<string, string | undefined>, string, string | undefined][];
};
const NO_LOOKUPS: Undo['lookups'] = [];

export type Batch = {
  readonly loader: Loader;
  readonly view: View;
  readonly books: Books;
  fetchMissing(missing: MissingFact | MissingLookup): Promise<void>;
  apply(changes: readonly Change[]): void;
  /** Everything changed since is taken back by `undo`. */
  begin(now: Instant): void;
  undo(): void;
  /** Sends the writes without waiting; all of them must succeed before the commit counts. */
  save(client: pg.Client, writes: Promise<unknown>[]): void;
  /** After `save`: what was written becomes the cache's truth. The batch is over and lets go of its rows. */
  remember(): void;
  readonly transferCount: number;
  transfersSince(mark: number): readonly Transfer[];
};

/** Columns in which any of the rows differs from what the database has. */
function changedColumns(table: Table<object>, slots: readonly Slot[]): string[] {
  const differs = (slot: Slot, name: string) =>
    (slot.stored as Record<string, unknown>)[name] !== (slot.row as Record<string, unknown>)[name];
  // In the table's order: the same set makes the same statement.
  return Object.keys(table.columns).filter(
    (name) => name !== table.key && slots.some((slot) => differs(slot, name)),
  );
}

/** `beforeRead` is called before each read that goes to the database. */
export function createBatch(client: pg.Client, cache: RowCache, beforeRead: () => void): Batch {
  const shelves = new Map<AnyTable, Shelf>();
  const newTransfers: Transfer[] = [];
  const undoLog: Undo[] = [];
  let transferMark = 0;
  let nowMs = 0;

  function shelfOf(table: AnyTable): Shelf {
    let shelf = shelves.get(table);
    if (!shelf) {
      shelf = { slots: new Map(), lookups: new Map() };
      shelves.set(table, shelf);
    }
    return shelf;
  }

  function setRow(table: AnyTable, row: object): void {
    const shelf = shelfOf(table);
    const key = table.keyOf(row as never);
    let slot = shelf.slots.get(key);
    const isNew = slot === undefined;
    if (!slot) {
      slot = { row: undefined, stored: undefined, wasRead: false, isDirty: false };
      shelf.slots.set(key, slot);
    }
    const lookups = shelf.lookups.size === 0 ? NO_LOOKUPS : setLookups(table, shelf, key, row);
    undoLog.push({ shelf, key, slot, isNew, row: slot.row, wasDirty: slot.isDirty, lookups });
    slot.row = row;
    slot.isDirty = true;
  }

  function setLookups(table: AnyTable, shelf: Shelf, key: string, row: object): Undo['lookups'] {
    return [...shelf.lookups].map(([lookup, found]) => {
      const lookupKey = table.lookupKey(lookup, row as never);
      const before = found.get(lookupKey);
      found.set(lookupKey, key);
      return [found, lookupKey, before];
    });
  }

  function keep(shelf: Shelf, key: string, row: object | undefined, wasRead: boolean): void {
    shelf.slots.set(key, { row, stored: row, wasRead, isDirty: false });
  }

  async function fetch(table: AnyTable, keys: readonly string[]): Promise<void> {
    const shelf = shelfOf(table);
    const cached = cache.of(table);
    const wanted = new Set<string>();
    for (const key of keys) {
      if (shelf.slots.has(key)) continue;
      const row = cached.get(key);
      if (row === undefined) wanted.add(key);
      else keep(shelf, key, row ?? undefined, false);
    }
    if (wanted.size === 0) return;
    beforeRead();
    const rows = await selectRows(client, table as unknown as Table<object>, [...wanted]);
    for (const row of rows) {
      const key = table.keyOf(row as never);
      if (!shelf.slots.has(key)) keep(shelf, key, row, true);
    }
    for (const key of wanted) if (!shelf.slots.has(key)) keep(shelf, key, undefined, true);
  }

  async function fetchBy(
    table: AnyTable,
    lookup: string,
    keys: readonly (readonly unknown[])[],
  ): Promise<void> {
    const shelf = shelfOf(table);
    let found = shelf.lookups.get(lookup);
    if (!found) {
      found = new Map();
      shelf.lookups.set(lookup, found);
    }
    const wanted = new Map<string, readonly unknown[]>();
    for (const key of keys) {
      const joined = key.map(String).join('\u0000');
      if (!found.has(joined)) wanted.set(joined, key);
    }
    if (wanted.size === 0) return;
    beforeRead();
    const rows = await selectRowsBy(client, table as unknown as Table<object>, lookup, [...wanted.values()]);
    for (const row of rows) {
      const key = table.keyOf(row as never);
      if (!shelf.slots.has(key)) keep(shelf, key, row, false);
      found.set(table.lookupKey(lookup, row as never), key);
    }
    for (const joined of wanted.keys()) if (!found.has(joined)) found.set(joined, undefined);
  }

  function getRow(table: AnyTable, key: string): object | undefined {
    const shelf = shelfOf(table);
    const slot = shelf.slots.get(key);
    if (slot) return slot.row;
    const cached = cache.of(table).get(key);
    if (cached === undefined) throw new MissingFact(table, key);
    keep(shelf, key, cached ?? undefined, false);
    return cached ?? undefined;
  }

  const accountsTable = accounts as unknown as AnyTable;
  const holdsTable = holds as unknown as AnyTable;

  const view: View = {
    get: <Row extends object>(table: Table<Row>, key: string) =>
      getRow(table as unknown as AnyTable, key) as Row | undefined,
    getBy<Row extends object>(table: Table<Row>, lookup: string, key: readonly unknown[]) {
      const any = table as unknown as AnyTable;
      const found = shelfOf(any).lookups.get(lookup);
      const joined = key.map(String).join('\u0000');
      if (!found?.has(joined)) throw new MissingLookup(any, lookup, key);
      const rowKey = found.get(joined);
      return rowKey === undefined ? undefined : (getRow(any, rowKey) as Row | undefined);
    },
    available(ref: AccountRef) {
      const account = getRow(accountsTable, ref.id) as Account | undefined;
      return account ? availableOf(account) : 0n;
    },
  };

  const books: Books = {
    account: (ref) => (getRow(accountsTable, ref.id) as Account | undefined) ?? openAccount(ref, nowMs),
    accountById(id: Id<'account'>) {
      const account = getRow(accountsTable, id) as Account | undefined;
      if (!account) throw new Error(`account ${id} does not exist`);
      return account;
    },
    hold: (id: Id<'hold'>) => getRow(holdsTable, id) as Hold | undefined,
    putAccount: (account) => setRow(accountsTable, account),
    putHold: (hold) => setRow(holdsTable, hold),
    addTransfer: (transfer) => void newTransfers.push(transfer),
  };

  return {
    loader: {
      fetch: (table, keys) => fetch(table as unknown as AnyTable, keys),
      fetchBy: (table, lookup, keys) => fetchBy(table as unknown as AnyTable, lookup, keys),
      accounts: (refs) =>
        fetch(
          accountsTable,
          refs.map((ref) => ref.id),
        ),
      view,
    },
    view,
    books,
    async fetchMissing(missing) {
      if (missing instanceof MissingFact) await fetch(missing.table, [missing.key]);
      else await fetchBy(missing.table, missing.lookup, [missing.key]);
    },
    apply(changes) {
      for (const change of changes) setRow(change.table, change.row);
    },
    begin(now) {
      nowMs = now;
      undoLog.length = 0;
      transferMark = newTransfers.length;
    },
    undo() {
      for (let undo = undoLog.pop(); undo; undo = undoLog.pop()) {
        if (undo.isNew) undo.shelf.slots.delete(undo.key);
        undo.slot.row = undo.row;
        undo.slot.isDirty = undo.wasDirty;
        for (const [found, lookupKey, value] of undo.lookups) found.set(lookupKey, value);
      }
      newTransfers.length = transferMark;
    },
    save(on, writes) {
      for (const [table, { slots }] of shelves) {
        const inserts: object[] = [];
        const updates: object[] = [];
        const updated: Slot[] = [];
        for (const slot of slots.values()) {
          if (!slot.isDirty || !slot.row) continue;
          if (slot.stored) {
            updates.push(slot.row);
            updated.push(slot);
          } else inserts.push(slot.row);
        }
        const any = table as unknown as Table<object>;
        if (inserts.length > 0) writes.push(insertRows(on, any, inserts));
        if (updates.length > 0) writes.push(updateRows(on, any, updates, changedColumns(any, updated)));
      }
      if (newTransfers.length > 0)
        writes.push(insertRows(on, transfers as unknown as Table<Transfer>, newTransfers));
    },
    remember() {
      for (const [table, { slots }] of shelves) {
        const cached = cache.of(table);
        for (const [key, { row, wasRead, isDirty }] of slots) {
          if (!wasRead && !isDirty) continue;
          if (row && table.isAtRest?.(row as never)) cached.delete(key);
          else cached.set(key, row ?? null);
        }
      }
      // The collector keeps a batch alive by the remains of the one before: with its rows, all of them would grow old.
      shelves.clear();
      newTransfers.length = 0;
      undoLog.length = 0;
    },
    get transferCount() {
      return newTransfers.length;
    },
    transfersSince: (mark) => newTransfers.slice(mark),
  };
}
