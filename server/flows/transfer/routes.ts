/** Transfers over HTTP. */
import { uuidOfId } from '../../kernel/id.ts';
import { parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { columnList, queryRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  type RouteSpec,
  schemas,
  signedIn,
} from '../../mechanisms/http/index.ts';
import { createTransfer, transferView } from './commands.ts';
import { CreateTransfer, type CreateTransferBody, TransferReply } from './contract.ts';
import { type TransferRecord, transferRecords } from './storage.ts';

export function transferRoutes(ground: Ground): RouteSpec[] {
  return [
    {
      method: 'POST',
      path: '/v1/transfers',
      summary: 'Send money from the wallet to another person',
      tag: 'transfer',
      callers: ['person'],
      body: CreateTransfer,
      replies: { 201: TransferReply },
      async handle(request) {
        const caller = signedIn(request);
        const body = bodyOf<CreateTransferBody>(request);
        parseMoney(body.amount);
        const payee = await ground.people.personMeant(caller.person, body.to);
        const outcome = await ground.journal.submit(createTransfer, {
          ...askedBy(request),
          body: {
            payer: caller.person,
            payee,
            amount: body.amount,
            note: body.note ?? '',
          },
          found: { proof: await ground.people.checkProof(caller, body.proof) },
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'GET',
      path: '/v1/transfers/:id',
      summary: 'A transfer, for its payer and payee',
      tag: 'transfer',
      callers: ['person'],
      params: schemas.Strict({ id: schemas.IdOf('transfer') }),
      replies: { 200: TransferReply },
      async handle(request) {
        const caller = signedIn(request);
        const { params } = request;
        const text = `select ${columnList(transferRecords)} from transfer.transfer t where id = $1`;
        const rows = await queryRows(ground.database.pool, transferRecords, text, [
          uuidOfId(params.id ?? ''),
        ]);
        const record = rows[0] as TransferRecord | undefined;
        if (!record || (record.payer !== caller.person && record.payee !== caller.person))
          refuse('NOT_FOUND');
        return { body: transferView(record) };
      },
    },
  ];
}
