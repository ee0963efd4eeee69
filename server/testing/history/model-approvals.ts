/**
 * The model of approvals, from R2, R3, R8, R9 and the sheets S02 and S16: whose yes is asked, what each answer does, and
 * when it is over. The rules themselves are set by test commands; what they mean is told here anew, with plain maps.
 */
import type { Entry } from '../../mechanisms/journal/index.ts';
import { No } from './model-books.ts';
import type { PeopleModel, Said } from './model-people.ts';
import type { JsonObject } from './wishes.ts';

type Supervision = {
  readonly supervisor: string;
  readonly deputies: readonly string[];
  readonly freeLimit: bigint;
};
type Level = { readonly above: bigint; readonly devices: readonly string[] };
type Rules = { supervisor?: Supervision; level?: Level };

/** One who is asked. `among`: only on these devices. `rule` null: the payer himself. */
type Asked = {
  readonly rule: 'supervisor' | 'second-device' | null;
  readonly person: string;
  readonly among: readonly string[] | null;
  said: 'yes' | 'no' | null;
  by: string | null;
  device: string | null;
};

export type ModelChallenge = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly asker: string;
  readonly expiresAt: number;
  /** All of the groups; of a group, whoever answers first decides. */
  readonly groups: readonly (readonly Asked[])[];
  state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
};

export type ChallengeEnd = 'approved' | 'refused' | 'cancelled' | 'expired';
/** What becomes of the suspended thing. */
export type Owner = (challenge: ModelChallenge, end: ChallengeEnd, entry: Entry) => void;

const MINUTE = 60_000;
const LIFE = { supervisor: 10 * MINUTE, 'second-device': 2 * MINUTE } as const;

export type Approval = { readonly waits: boolean; readonly settle: () => void; readonly groups: Asked[][] };
export type ApprovalModel = ReturnType<typeof createApprovalModel>;

/** `aboutOf`: the hash that stands in the record, by challenge; what it must cover is tested elsewhere. */
export function createApprovalModel(people: PeopleModel, aboutOf: (challenge: string) => string | undefined) {
  const rules = new Map<string, Rules>();
  const challenges = new Map<string, ModelChallenge>();
  const owners = new Map<string, Owner>();

  const leaf = (rule: Asked['rule'], person: string, among: readonly string[] | null = null): Asked => ({
    rule,
    person,
    among,
    said: null,
    by: null,
    device: null,
  });

  function setRule(entry: Entry): JsonObject {
    const { person, kind, params } = entry.body as unknown as {
      person: string;
      kind: string;
      params: {
        supervisor: string;
        deputies: string[];
        freeLimit: { minor: string };
        above: { minor: string };
        devices: string[];
      } | null;
    };
    const own = rules.get(person) ?? {};
    if (kind === 'supervisor') {
      if (params === null) delete own.supervisor;
      else
        own.supervisor = {
          supervisor: params.supervisor,
          deputies: params.deputies,
          freeLimit: BigInt(params.freeLimit.minor),
        };
    } else if (params === null) delete own.level;
    else own.level = { above: BigInt(params.above.minor), devices: params.devices };
    rules.set(person, own);
    return {};
  }

  /** Instead of the bare proof: what a person's rules make of his wish to pay. */
  function approve(entry: Entry, said: Said | undefined, amount: bigint): Approval {
    const { id, device = '' } = entry.actor;
    const own = rules.get(id) ?? {};
    const groups: Asked[][] = [];
    if (own.level && amount > own.level.above) {
      const among = own.level.devices.filter((one) => one !== device);
      if (among.length === 0) throw new No('SECOND_DEVICE_MISSING');
      groups.push([leaf('second-device', id, among)]);
    }
    if (own.supervisor && amount > own.supervisor.freeLimit) {
      const { supervisor, deputies } = own.supervisor;
      groups.push([supervisor, ...deputies].map((person) => leaf('supervisor', person)));
    }
    if (said?.proof?.kind === 'none') {
      if (groups.length === 0) throw new No('PROOF_REQUIRED');
      groups.unshift([leaf(null, id)]);
      return { waits: true, settle: () => {}, groups };
    }
    return { waits: groups.length > 0, settle: people.prove(entry, said, amount), groups };
  }

  /** `endsBy`: the thing itself ends then. */
  function ask(
    entry: Entry,
    of: { id: string; kind: string; subject: string; groups: Asked[][]; endsBy?: number },
  ): ModelChallenge {
    const now = Date.parse(entry.at);
    const lives = of.groups.flatMap((group) =>
      group.flatMap(({ rule }) => (rule === null ? [] : LIFE[rule])),
    );
    const expiresAt = Math.min(now + Math.max(...lives), of.endsBy ?? Number.POSITIVE_INFINITY);
    const asker = entry.actor.id;
    const { id, kind, subject, groups } = of;
    const challenge: ModelChallenge = { id, kind, subject, asker, expiresAt, groups, state: 'pending' };
    challenges.set(id, challenge);
    return challenge;
  }

  function isEntitled(challenge: ModelChallenge, asked: Asked): boolean {
    const own = rules.get(challenge.asker) ?? {};
    if (asked.rule === null) return true;
    if (asked.rule === 'supervisor') {
      const now = own.supervisor;
      return now !== undefined && [now.supervisor, ...now.deputies].includes(asked.person);
    }
    const devices = asked.device === null ? (asked.among ?? []) : [asked.device];
    return own.level !== undefined && devices.some((one) => own.level?.devices.includes(one));
  }

  const isMeant = (asked: Asked, actor: Entry['actor']) =>
    asked.person === actor.id && (asked.among === null || asked.among.includes(actor.device ?? ''));

  const groupSays = (group: readonly Asked[]) => group.find(({ said }) => said !== null)?.said ?? null;

  function refuseWhenOver(challenge: ModelChallenge, now: number): void {
    if (challenge.state === 'expired') throw new No('EXPIRED');
    if (challenge.state !== 'pending') throw new No('CHALLENGE_OVER');
    if (now >= challenge.expiresAt) throw new No('EXPIRED');
  }

  function end(challenge: ModelChallenge, how: ChallengeEnd, entry: Entry): JsonObject {
    challenge.state = how;
    const owner = owners.get(challenge.kind);
    if (!owner) throw new Error(`the model has no owner of ${challenge.kind}`);
    owner(challenge, how, entry);
    return { id: challenge.id, state: how };
  }

  function answer(entry: Entry, said: Said | undefined): JsonObject {
    const { actor, body } = entry as { actor: Entry['actor']; body: JsonObject };
    const challenge = challenges.get(String(body.challenge));
    if (!challenge) throw new No('NOT_FOUND');
    const all = challenge.groups.flat();
    const isRevoked = (asked: Asked) => asked.said === 'yes' && !isEntitled(challenge, asked);
    if (!all.some((asked) => isMeant(asked, actor))) throw new No('NOT_FOUND');
    // R9: what somebody said who may not say it any more is as if he had not.
    const standing = (asked: Asked) => (isRevoked(asked) ? null : asked.said);
    const hasAnswered = all.some(
      (asked) => asked.by === actor.id && isMeant(asked, actor) && standing(asked) !== null,
    );
    if (challenge.state !== 'pending' && hasAnswered) throw new No('REPLAYED');
    refuseWhenOver(challenge, Date.parse(entry.at));
    if (body.about !== aboutOf(challenge.id)) throw new No('CHALLENGE_CHANGED');
    const open = challenge.groups
      .filter((group) => group.every((asked) => standing(asked) === null))
      .flatMap((group) =>
        group.filter(
          (asked) =>
            isMeant(asked, actor) && isEntitled(challenge, { ...asked, device: actor.device ?? null }),
        ),
      );
    if (open.length === 0) throw new No(hasAnswered ? 'REPLAYED' : 'FORBIDDEN');
    if (body.answer === 'yes') {
      if (body.proof !== 'pin') throw new No('APPROVER_PROOF_REQUIRED');
      people.prove(entry, said, null)();
    }
    // From here the answer is taken.
    for (const asked of all)
      if (isRevoked(asked)) Object.assign(asked, { said: null, by: null, device: null });
    for (const asked of open)
      Object.assign(asked, { said: body.answer, by: actor.id, device: actor.device ?? null });
    const words = challenge.groups.map(groupSays);
    if (words.includes('no')) return end(challenge, 'refused', entry);
    if (words.every((word) => word === 'yes')) return end(challenge, 'approved', entry);
    return { id: challenge.id, state: 'pending' };
  }

  return {
    challenges,
    approve,
    ask,
    /** The owner of the suspended thing gives it up. */
    withdraw(id: string): void {
      const challenge = challenges.get(id);
      if (challenge?.state === 'pending') challenge.state = 'cancelled';
    },
    onEnd: (kind: string, owner: Owner) => void owners.set(kind, owner),
    decide(entry: Entry, said: Said | undefined): JsonObject {
      if (entry.kind === 'test.rule') return setRule(entry);
      if (entry.kind === 'challenge.answer') return answer(entry, said);
      const challenge = challenges.get(String((entry.body as JsonObject).challenge));
      const now = Date.parse(entry.at);
      if (entry.kind === 'challenge.cancel') {
        if (challenge?.asker !== entry.actor.id) throw new No('NOT_FOUND');
        refuseWhenOver(challenge, now);
        return end(challenge, 'cancelled', entry);
      }
      if (challenge?.state !== 'pending' || now < challenge.expiresAt) throw new No('CONFLICT');
      return end(challenge, 'expired', entry);
    },
  };
}
