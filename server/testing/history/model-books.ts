/**
 * The model's books: naive double entry with plain maps. It follows the requirement sheet (R5, R10: nobody below zero,
 * every movement has two sides), not the product's ledger.
 */

export type Movement = {
  readonly phase: 'posted' | 'held' | 'post' | 'void';
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
  readonly debitBalance: bigint;
  readonly creditBalance: bigint;
};

export type Side = { posted: bigint; heldOut: bigint; heldIn: bigint };
export type ModelHold = {
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
  readonly reference: string;
  state: 'held' | 'posted' | 'voided';
};

/** Refused: `code` is what the client must read. */
export class No extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export const wallet = (person: string) => `${person} wallet`;
export const till = (merchant: string) => `${merchant} merchant`;
export const BANK = 'platform bank';
export const SUSPENSE = 'platform suspense';

export type ModelBooks = ReturnType<typeof createBooks>;

export function createBooks() {
  const accounts = new Map<string, Side>();
  const holds = new Map<string, ModelHold>();
  let movements: Movement[] = [];

  function side(name: string): Side {
    let found = accounts.get(name);
    if (!found) {
      found = { posted: 0n, heldOut: 0n, heldIn: 0n };
      accounts.set(name, found);
    }
    return found;
  }

  /** The bank's account is what the platform HAS: debits raise it. All others are what it owes: credits raise them. */
  const raises = (name: string, what: 'debit' | 'credit') => (name === BANK) === (what === 'debit');
  const available = (name: string) => {
    const account = accounts.get(name);
    return account ? account.posted - account.heldOut : 0n;
  };

  function note(phase: Movement['phase'], debit: string, credit: string, amount: bigint): void {
    movements.push({
      phase,
      debit,
      credit,
      amount,
      debitBalance: side(debit).posted,
      creditBalance: side(credit).posted,
    });
  }

  function post(debit: string, credit: string, amount: bigint, phase: 'posted' | 'post'): void {
    side(debit).posted += raises(debit, 'debit') ? amount : -amount;
    side(credit).posted += raises(credit, 'credit') ? amount : -amount;
    note(phase, debit, credit, amount);
  }

  return {
    accounts,
    holds,
    available,
    move(debit: string, credit: string, amount: bigint): void {
      if (!raises(debit, 'debit') && available(debit) < amount) throw new No('INSUFFICIENT_FUNDS');
      post(debit, credit, amount, 'posted');
    },
    hold(id: string, debit: string, credit: string, amount: bigint, reference: string): void {
      if (available(debit) < amount) throw new No('INSUFFICIENT_FUNDS');
      side(debit).heldOut += amount;
      side(credit).heldIn += amount;
      holds.set(id, { debit, credit, amount, reference, state: 'held' });
      note('held', debit, credit, amount);
    },
    endHold(id: string, to: 'posted' | 'voided'): void {
      const hold = holds.get(id);
      if (hold?.state !== 'held') throw new Error(`the model has no open hold ${id}`);
      hold.state = to;
      side(hold.debit).heldOut -= hold.amount;
      side(hold.credit).heldIn -= hold.amount;
      if (to === 'posted') post(hold.debit, hold.credit, hold.amount, 'post');
      else note('void', hold.debit, hold.credit, hold.amount);
    },
    /** The movements since the last call. */
    takeMovements(): Movement[] {
      const taken = movements;
      movements = [];
      return taken;
    },
  };
}
