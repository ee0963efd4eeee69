// The signed API that the platform calls. Every route goes through one door: signature, replay, lies, then the work.

import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Bank } from './bank.ts';
import * as bodies from './bodies.ts';
import { transaction } from './database.ts';
import type { LiedOperation, LiesTold } from './lies.ts';
import type { MoneyJson } from './money.ts';
import {
  cancel,
  DEFAULT_LATE_MS,
  type OperationName,
  type OperationRequest,
  query,
  receive,
  wrongAmount,
} from './operations.ts';
import { sendMessage } from './phone.ts';
import { isRefusal, type Refusal, type RefusalCode, refusal } from './requests.ts';
import { verifyRequest } from './signing.ts';
import { drawStatement, type StatementRequest } from './statement.ts';
import { type ConfirmRequest, confirmCode, sendCode, type VerificationRequest } from './verifications.ts';

export interface ApiDeps {
  bank: Bank;
  bankSecret: string;
  stopping: AbortSignal;
}

type Answer = Record<string, unknown> | object;
type Work<Body> = (body: Body, lies: LiesTold) => Promise<Answer | Refusal>;

const DEFAULT_SLOW_MS = 5_000;
/** How long a request that will never be answered is kept open. */
const SILENCE_MS = 60_000;
const SMS_SENDER = 'Bursar';

export function apiRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { bank } = deps;
  const door = createDoor(app, deps);
  const money = (name: OperationName, schema: object) =>
    door<OperationRequest>(`/api/${name}`, name, schema, (body, lies) => receive(bank, name, body, lies));

  door<VerificationRequest>(
    '/api/card-verifications',
    'card-verifications',
    bodies.cardVerification,
    (body, lies) => sendCode(bank, body, lies),
  );
  door<ConfirmRequest>(
    '/api/card-verifications/confirm',
    'card-verifications',
    bodies.cardVerificationConfirm,
    (body, lies) => confirmCode(bank, body, lies),
  );
  money('debits', bodies.debit);
  money('refunds', bodies.refund);
  money('transfers', bodies.transfer);
  door<{ reference: string }>('/api/cancel', 'cancel', bodies.byReference, (body) => cancel(bank, body));
  door<{ reference: string }>('/api/query', 'query', bodies.byReference, (body) => query(bank, body));
  door<StatementRequest>('/api/statements', 'statements', bodies.statement, async (body) => {
    const xml = await drawStatement(bank.db, body, bank.now());
    return xml === null ? refusal('BODY_REFUSED') : { xml };
  });
  door<{ to: string; text: string; reference?: string }>('/sms', 'sms', bodies.sms, async (body) => {
    const id = await transaction(bank.db, (tx) =>
      sendMessage(tx, { from: SMS_SENDER, now: bank.now(), ...body }),
    );
    bank.changes.tell('message');
    return id === null ? refusal('REFERENCE_REUSED') : { message: id };
  });
}

function createDoor(app: FastifyInstance, { bank, bankSecret, stopping }: ApiDeps) {
  const silent = new Set<NodeJS.Timeout>();
  stopping.addEventListener('abort', () => {
    for (const timer of silent) clearTimeout(timer);
  });

  async function checkSignature(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const now = bank.now();
    const { method, url: path, headers } = request;
    const checked = verifyRequest({
      secrets: [bankSecret],
      method,
      path,
      body: request.rawBody,
      headers,
      now,
    });
    if (!checked.ok) {
      await answerRefusal(reply, 'SIGNATURE_REFUSED');
      return;
    }
    const first = await bank.db.query(
      'insert into seen_requests (id, at) values ($1, $2) on conflict do nothing',
      [checked.id, now],
    );
    if (first.rowCount === 0) await answerRefusal(reply, 'REQUEST_REPLAYED');
  }

  /** Never answers; the connection is cut after a while. */
  function keepSilent(reply: FastifyReply, delayMs: number): void {
    reply.hijack();
    const socket = reply.raw.socket;
    const timer = setTimeout(() => {
      silent.delete(timer);
      socket?.destroy();
    }, delayMs);
    silent.add(timer);
    socket?.once('close', () => {
      clearTimeout(timer);
      silent.delete(timer);
    });
  }

  return function door<Body>(path: string, operation: LiedOperation, schema: object, work: Work<Body>): void {
    app.post(path, { schema: { body: schema }, preValidation: checkSignature }, async (request, reply) => {
      const lies = await bank.lies.take(operation);
      const wait = (ms: number) => sleep(ms, undefined, { signal: stopping });
      if (lies.down) return answerRefusal(reply, 'BANK_DOWN');
      if (lies.timeout) return keepSilent(reply, lies.timeout.delayMs ?? SILENCE_MS);
      if (lies.slow) await wait(lies.slow.delayMs ?? DEFAULT_SLOW_MS);
      const answer = await work(request.body as Body, lies);
      if (lies['lost-reply']) return keepSilent(reply, lies['lost-reply'].delayMs ?? SILENCE_MS);
      if (lies.late) await wait(lies.late.delayMs ?? DEFAULT_LATE_MS);
      if (isRefusal(answer)) return answerRefusal(reply, answer.refused);
      return reply.send(lies['wrong-amount'] ? withWrongAmount(answer) : answer);
    });
  };
}

export function answerRefusal(reply: FastifyReply, code: RefusalCode): FastifyReply {
  const { status, message } = refusal(code);
  return reply.code(status).send({ code, message });
}

function withWrongAmount(answer: Answer): Answer {
  return 'amount' in answer ? { ...answer, amount: wrongAmount(answer.amount as MoneyJson) } : answer;
}
