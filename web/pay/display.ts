// How payment modes look is sent once and kept on the device (S06). With each order the page says which version it has;
// when that is still good, the server sends no display parameters at all.
import type { ModeDisplay, Order, PaymentMode } from '../shared/types.ts';

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
type Kept = { version: string; modes: Record<string, ModeDisplay> };

const storageKey = 'bursar.modes';
const maxVersions = 4;

/** The version to send along, if this device keeps one: the last that was drawn. */
export function knownVersion(store: Store): string | undefined {
  return read(store)[0]?.version;
}

/** The modes with their display, from the answer or from the device; new parameters are kept for the next order. */
export function drawModes(store: Store, order: Pick<Order, 'modes' | 'displayVersion'>): PaymentMode[] {
  const { modes = [], displayVersion: version } = order;
  if (version === undefined) return modes;
  const kept = read(store);
  const sent = Object.fromEntries(modes.flatMap(({ id, display }) => (display ? [[id, display]] : [])));
  const known = kept.find((each) => each.version === version);
  const drawn = { ...known?.modes, ...sent };
  if (Object.keys(drawn).length > 0) {
    const others = kept.filter((each) => each.version !== version);
    write(store, [{ version, modes: drawn }, ...others].slice(0, maxVersions));
  }
  return modes.map((mode) => {
    const display = drawn[mode.id];
    return display ? { ...mode, display } : mode;
  });
}

/** True when the answer relied on parameters that this device does not have: ask again without a version. */
export function lacksDisplay(modes: readonly PaymentMode[], sentVersion: string | undefined): boolean {
  return sentVersion !== undefined && modes.some(({ display }) => !display);
}

function read(store: Store): Kept[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? (kept as Kept[]).filter(({ version }) => typeof version === 'string') : [];
  } catch {
    return [];
  }
}

function write(store: Store, kept: Kept[]): void {
  try {
    store.setItem(storageKey, JSON.stringify(kept));
  } catch {
    // A full or forbidden store costs a few bytes next time, nothing else.
  }
}
