/** The security level and the confirming devices over HTTP. */
import type { Id } from '../../kernel/id.ts';
import { parseLimit } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { activeRules, policyOf } from '../../mechanisms/challenges/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  type HttpAnswer,
  type HttpRequest,
  hitHeader,
  type RouteSpec,
  signedIn,
} from '../../mechanisms/http/index.ts';
import type { Caller, ProofBody } from '../../mechanisms/people/index.ts';
import { type SetLevel, setLevel } from './commands.ts';
import {
  RemoveSecondDevice,
  type RemoveSecondDeviceBody,
  SECOND_DEVICE,
  SecondDeviceReply,
  type SecondDeviceView,
  SetSecondDevice,
  type SetSecondDeviceBody,
} from './contract.ts';
import type { Level } from './rules.ts';
import { waitingWish } from './storage.ts';

const callers = ['person'] as const;
const tag = 'second-device-voice';
const path = '/v1/second-device';

export function secondDeviceVoiceRoutes({ journal, people, database, clock }: Ground): RouteSpec[] {
  async function viewOf(caller: Caller): Promise<SecondDeviceView> {
    const { person, device } = signedIn({ caller });
    const [known, policy, wish] = await Promise.all([
      people.devicesOf(person),
      policyOf(database.pool, person),
      waitingWish(database.pool, person),
    ]);
    const rule = activeRules(policy, clock.now()).find(({ kind }) => kind === SECOND_DEVICE);
    const level = rule?.params as Level | undefined;
    const confirming: readonly string[] = level?.devices ?? [];
    const listed = known.filter(({ id, signedIn }) => signedIn || confirming.includes(id));
    const next = wish?.level.set;
    return {
      above: level ? { ...level.above } : null,
      devices: listed.map(({ id, name, signedIn }) => ({
        id,
        name,
        confirms: confirming.includes(id),
        isThis: id === device,
        signedIn,
      })),
      ...(rule?.until ? { endsAt: isoTime(rule.until) } : {}),
      ...(wish
        ? {
            waiting: {
              challenge: wish.challenge,
              above: next ? { ...next.above } : null,
              devices: next ? [...next.devices] : null,
            },
          }
        : {}),
    };
  }

  async function set(
    request: HttpRequest,
    wish: { readonly level: SetLevel['level']; readonly proof: ProofBody },
  ): Promise<HttpAnswer> {
    const { caller } = request;
    const { person } = signedIn({ caller });
    const [proof, known] = await Promise.all([
      people.checkProof(caller, wish.proof),
      people.devicesOf(person),
    ]);
    const present = known.filter((device) => device.signedIn).map(({ id }) => id);
    const outcome = await journal.submit(setLevel, {
      ...askedBy(request),
      body: { person, level: wish.level },
      found: { proof, signedIn: present },
    });
    if (outcome.refused) outcome.reply();
    return {
      body: await viewOf(caller),
      ...hitHeader(outcome),
    };
  }

  return [
    {
      method: 'GET',
      path,
      summary: 'Above which amount another device of mine is asked, and which devices confirm',
      tag,
      callers,
      replies: { 200: SecondDeviceReply },
      handle: async ({ caller }) => ({ body: await viewOf(caller) }),
    },
    {
      method: 'PUT',
      path,
      summary: 'Set or tighten it by PIN; loosening waits for a yes on another confirming device',
      tag,
      callers,
      limitPerMinute: 20,
      body: SetSecondDevice,
      replies: { 200: SecondDeviceReply },
      handle(request) {
        const { above, devices, proof } = bodyOf<SetSecondDeviceBody>(request);
        parseLimit(above);
        // One order, so that the same list is the same command and the same hash.
        return set(request, { level: { above, devices: devices.sort() as Id<'device'>[] }, proof });
      },
    },
    {
      method: 'DELETE',
      path,
      summary:
        'Switch it off: after a yes on another confirming device, or a day later when none is signed in',
      tag,
      callers,
      limitPerMinute: 20,
      body: RemoveSecondDevice,
      replies: { 200: SecondDeviceReply },
      handle: (request) =>
        set(request, { level: null, proof: bodyOf<RemoveSecondDeviceBody>(request).proof }),
    },
  ];
}
