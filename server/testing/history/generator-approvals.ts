/** Wishes about approvals: rules for people, answers to what waits, and the end of waiting; right, wrong and late ones. */
import type { Cast, Season } from './generator.ts';
import type { Random } from './random.ts';
import { type Actor, CNY, type JsonObject, type KnownChallenge, type Proof, type Wish } from './wishes.ts';

/** These people are watched over: the rules are made for them. */
const WATCHED = { from: 6, to: 28 };

/** The challenge that a reply names; empty when nothing waits. */
export function challengeIn(reply: JsonObject): string {
  const payment = reply.payment as { state?: string; challenge?: string } | undefined;
  return String(payment?.challenge ?? reply.challenge ?? '');
}

/** What everybody may know of a rule: who is asked. */
export function watch(cast: Cast, { body }: Wish): void {
  const party = cast.people.find(({ id }) => id === body.person);
  const params = body.params as { supervisor?: string; deputies?: string[]; devices?: string[] } | null;
  if (!party) return;
  if (body.kind === 'supervisor')
    party.watched.approvers = params?.supervisor ? [params.supervisor, ...(params.deputies ?? [])] : [];
  else party.watched.devices = params?.devices ?? [];
}

export function createApprovalWishes(cast: Cast, anybody: (random: Random) => Actor) {
  const challenges: KnownChallenge[] = [];
  const recent = (random: Random, reach: number): KnownChallenge | undefined =>
    challenges[challenges.length - 1 - random.int(Math.max(1, Math.min(challenges.length, reach)))];

  /** A rule for somebody, another one, or none any more: approvers come and go while they are asked. */
  function rule(random: Random, key: string): Wish {
    const party = cast.people[random.between(WATCHED.from, WATCHED.to - 1)] ?? random.pick(cast.people);
    const kind = random.chance(0.7) ? 'supervisor' : 'second-device';
    const others = cast.people.filter((one) => one !== party);
    const devices = party.sessions.flatMap(({ device }) => device ?? []);
    const params: JsonObject =
      kind === 'supervisor'
        ? {
            supervisor: random.pick(others).id,
            deputies: others.filter(() => random.chance(0.03)).map(({ id }) => id),
            freeLimit: CNY(random.between(1, 3_000)),
          }
        : {
            above: CNY(random.between(500, 5_000)),
            devices: random.chance(0.8) ? devices.slice(-2) : devices.slice(-1),
          };
    const body = { person: party.id, kind, params: random.chance(0.2) ? null : params };
    return { kind: 'test.rule', key, actor: { id: 'platform' }, body };
  }

  /** Mostly by somebody who is asked, on a device that is; at times by a stranger, about something else, without proof. */
  function answerTo(random: Random, season: Season, key: string): Wish | null {
    const challenge = recent(random, 40);
    const asker = cast.people.find(({ id }) => id === challenge?.asker);
    if (!challenge || !asker) return null;
    const isSupervisor = random.chance(0.7) && asker.watched.approvers.length > 0;
    const name = isSupervisor ? random.pick(asker.watched.approvers) : asker.id;
    const isStranger = season === 'bulk' && random.chance(0.04);
    const party = isStranger
      ? random.pick(cast.people)
      : (cast.people.find(({ id }) => id === name) ?? asker);
    const actor = random.chance(0.6) ? party.sessions.at(-1) : random.pick(party.sessions);
    const isYes = random.chance(0.8);
    const isShown = random.chance(0.97);
    const pin: Proof = { kind: 'pin', right: !random.chance(0.03), version: party.pinVersion };
    return {
      kind: 'challenge.answer',
      key,
      actor: actor ?? { id: party.id },
      body: {
        challenge: challenge.id,
        answer: isYes ? 'yes' : 'no',
        about: random.chance(0.98) ? challenge.about : '0'.repeat(64),
        proof: isYes ? (isShown ? 'pin' : 'word') : null,
        reason: '',
      },
      ...(isYes && isShown ? { proof: pin } : {}),
    };
  }

  function endChallenge(random: Random, key: string, kind: string): Wish | null {
    const challenge = recent(random, 60);
    const asker = cast.people.find(({ id }) => id === challenge?.asker);
    if (!challenge || !asker) return null;
    const body = { challenge: challenge.id };
    if (kind === 'challenge.expire') return { kind, key, actor: { id: 'platform' }, body };
    const actor = random.chance(0.05) ? anybody(random) : (asker.sessions.at(-1) ?? { id: asker.id });
    return { kind, key, actor, body };
  }

  return {
    rule,
    answer: answerTo,
    end: endChallenge,
    learn: (challenge: KnownChallenge) => void challenges.push(challenge),
  };
}
