/** The model's people: sessions (R4, R9), PINs with their locks (R13), payment sessions, bound cards. */
import type { Entry } from '../../mechanisms/journal/index.ts';
import { No } from './model-books.ts';
import { amountOf, type JsonObject, type Proof } from './wishes.ts';

/** From the client's log: what it knew when it sent the command. */
export type Said = { readonly proof?: Proof };

type Session = { person: string; device: string; revoked: boolean; until: number };
type Tries = { streak: number; dayBegan: number; today: number; lockedUntil: number };
type PaymentSession = { person: string; session: string; pin: number; left: bigint; until: number };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SESSION_LIFE = 30 * DAY;
const PAYMENT_SESSION_LIFE = 300_000;

export type PeopleModel = ReturnType<typeof createPeopleModel>;

export function createPeopleModel() {
  const persons = new Set<string>();
  /** By person: how often the PIN was set. */
  const pins = new Map<string, number>();
  const sessions = new Map<string, Session>();
  const keys = new Map<string, string>();
  const tries = new Map<string, Tries>();
  const paymentSessions = new Map<string, PaymentSession>();
  const cards = new Map<string, { person: string; state: string }>();

  function pin(person: string, isRight: boolean, now: number): () => void {
    const known = tries.get(person);
    if (known && now < known.lockedUntil) throw new No('LOCKED');
    if (!pins.has(person)) throw new No('PIN_NOT_SET');
    if (isRight) {
      // Only a command that is done ends the streak.
      return () => {
        if (known && known.streak > 0) Object.assign(known, { streak: 0, lockedUntil: 0 });
      };
    }
    const isSameDay = known !== undefined && now - known.dayBegan < DAY;
    const next: Tries = {
      streak: (known?.streak ?? 0) + 1,
      dayBegan: isSameDay ? known.dayBegan : now,
      today: (isSameDay ? known.today : 0) + 1,
      lockedUntil: 0,
    };
    if (next.today >= 10) Object.assign(next, { streak: 0, lockedUntil: now + DAY });
    else if (next.streak >= 3) Object.assign(next, { streak: 0, lockedUntil: now + HOUR });
    tries.set(person, next);
    throw new No('PIN_WRONG');
  }

  function paymentSession(entry: Entry, id: string, amount: bigint | null): () => void {
    const found = paymentSessions.get(id);
    const isOwn = found?.person === entry.actor.id && found.session === entry.actor.session;
    // Another PIN ends what the one before has opened.
    const isOver = found && (Date.parse(entry.at) >= found.until || found.pin !== pins.get(found.person));
    if (!found || !isOwn || isOver) throw new No('PAYMENT_SESSION_INVALID');
    if (amount === null) return () => {};
    if (amount > found.left) throw new No('PAYMENT_SESSION_LIMIT');
    return () => {
      found.left -= amount;
    };
  }

  /** Throws what the proof is refused for; the returned act is done when the whole command is. */
  function prove(entry: Entry, said: Said | undefined, amount: bigint | null): () => void {
    const proof = said?.proof;
    if (!proof) throw new Error(`the client's log has no proof for entry ${entry.seq}`);
    if (proof.kind === 'none') throw new No('PROOF_REQUIRED');
    if (proof.kind === 'session') return paymentSession(entry, proof.id, amount);
    const isRight = proof.right && proof.version === pins.get(entry.actor.id);
    return pin(entry.actor.id, isRight, Date.parse(entry.at));
  }

  return {
    prove,
    known: (person: string) => persons.has(person),
    isRevoked: (session: string) => sessions.get(session)?.revoked ?? true,
    /** The card that a command names: refused when it is not the caller's, or not bound any more. */
    card(entry: Entry): () => void {
      const body = entry.body as JsonObject;
      const id = String(body.instrument ?? body.mode);
      return () => {
        const found = cards.get(id);
        if (found?.person !== String(body.person ?? body.payer)) throw new No('NOT_FOUND');
        if (found.state !== 'bound') throw new No('INSTRUMENT_UNUSABLE');
      };
    },
    guard({ actor, at }: Entry): void {
      if (actor.apiKey) {
        if (keys.get(actor.apiKey) !== actor.id) throw new No('UNAUTHENTICATED');
        return;
      }
      if (!actor.session) {
        if (/^(person|merchant)_/.test(actor.id)) throw new No('UNAUTHENTICATED');
        return;
      }
      const session = sessions.get(actor.session);
      if (session?.person !== actor.id || session.revoked || Date.parse(at) >= session.until)
        throw new No('UNAUTHENTICATED');
      if (session.device !== actor.device) throw new No('FORBIDDEN');
    },
    decide(entry: Entry, said: Said | undefined): JsonObject | undefined {
      const body = entry.body as JsonObject;
      const reply = (entry.reply ?? {}) as JsonObject;
      const now = Date.parse(entry.at);
      switch (entry.kind) {
        case 'session.grant': {
          const person = String(body.person);
          if (!persons.has(person)) throw new No('NOT_FOUND');
          const device = String((reply.device as { id: string }).id);
          sessions.set(String(reply.session), { person, device, revoked: false, until: now + SESSION_LIFE });
          return {};
        }
        case 'session.revoke': {
          const session = sessions.get(String(body.session));
          if (session?.person !== entry.actor.id) throw new No('NOT_FOUND');
          if (session.revoked) throw new No('CONFLICT');
          session.revoked = true;
          return { id: body.session, state: 'revoked' };
        }
        case 'pin.set': {
          if (entry.actor.id !== 'platform') prove(entry, said, null)();
          const person = String(entry.actor.id === 'platform' ? body.person : entry.actor.id);
          pins.set(person, (pins.get(person) ?? 0) + 1);
          return { hasPin: true };
        }
        case 'person.unlock': {
          if (!persons.has(String(body.person))) throw new No('NOT_FOUND');
          const known = tries.get(String(body.person));
          if (known) Object.assign(known, { streak: 0, today: 0, lockedUntil: 0 });
          return { unlocked: true };
        }
        case 'payment-session.open': {
          prove(entry, said, null)();
          const { id: person, session = '' } = entry.actor;
          const left = amountOf(body.limit);
          const pin = pins.get(person) ?? 0;
          const until = now + PAYMENT_SESSION_LIFE;
          paymentSessions.set(String(reply.id), { person, session, pin, left, until });
          return { limit: body.limit, expiresAt: new Date(now + PAYMENT_SESSION_LIFE).toISOString() };
        }
        default:
          throw new Error(`the model does not know ${entry.kind}`);
      }
    },
    /** Who exists and which cards are bound, as the journal has it. */
    believe(entry: Entry): void {
      if (entry.outcome !== 'done') return;
      const body = entry.body as JsonObject;
      const reply = (entry.reply ?? {}) as JsonObject;
      if (entry.kind === 'person.register') persons.add(String(reply.id));
      else if (entry.kind === 'api-key.create') keys.set(String(reply.id), String(body.merchant));
      else if (entry.kind.startsWith('bind-card.') && typeof reply.state === 'string') {
        const id = String(reply.id);
        const person = cards.get(id)?.person ?? String(body.person);
        cards.set(id, { person, state: reply.state });
      }
    },
  };
}
