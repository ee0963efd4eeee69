// The platform's settlement account as an ISO 20022 bank statement (camt.053.001.08): opening balance, every entry with
// the platform's own reference as EndToEndId, closing balance. Once drawn it stays true: later entries get later times.

import { SETTLEMENT_ACCOUNT } from './books.ts';
import { type Database, transaction } from './database.ts';
import { decimal } from './money.ts';
import { BANK_NAME } from './seed.ts';

export interface StatementRequest {
  /** A day (`2026-11-22`, UTC) or a time. Inclusive. */
  from: string;
  /** A day (to its end) or a time (exclusive). Never later than now. */
  to: string;
}

interface Entry {
  movement: string;
  reference: string;
  kind: string;
  note: string;
  bank_reference: string | null;
  amount: string;
  at: Date;
}

const DAY_MS = 86_400_000;
const MAX_ENTRIES = 200_000;
const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08';

/** Null when the times are none or the wrong way round, or when the period is too full for one statement. */
export async function drawStatement(
  db: Database,
  request: StatementRequest,
  now: Date,
): Promise<string | null> {
  const from = readTime(request.from, 0);
  const asked = readTime(request.to, DAY_MS);
  if (!from || !asked) return null;
  const to = asked > now ? now : asked;
  if (from > to) return null;
  return transaction(db, async (tx) => {
    // Waits for movements under way and gives all later ones a time at or after `to`.
    const account = await tx.query<{ currency: string; name: string }>(
      'update accounts set last_at = greatest(last_at, $2) where id = $1 returning currency, name',
      [SETTLEMENT_ACCOUNT, to],
    );
    const opening = await tx.query<{ sum: string }>(
      'select coalesce(sum(amount), 0)::text as sum from postings where account = $1 and at < $2',
      [SETTLEMENT_ACCOUNT, from],
    );
    const { rows } = await tx.query<Entry>(
      `select p.movement, m.reference, m.kind, m.note, o.bank_reference, p.amount, p.at
       from postings p join movements m on m.id = p.movement left join operations o on o.reference = m.reference
       where p.account = $1 and p.at >= $2 and p.at < $3 order by p.movement limit $4`,
      [SETTLEMENT_ACCOUNT, from, to, MAX_ENTRIES + 1],
    );
    if (rows.length > MAX_ENTRIES) return null;
    const { currency = 'CNY', name = '' } = account.rows[0] ?? {};
    return render({
      from,
      to,
      now,
      currency,
      name,
      opening: BigInt(opening.rows[0]?.sum ?? 0),
      entries: rows,
    });
  });
}

interface Statement {
  from: Date;
  to: Date;
  now: Date;
  currency: string;
  name: string;
  opening: bigint;
  entries: readonly Entry[];
}

function render({ from, to, now, currency, name, opening, entries }: Statement): string {
  const amounts = entries.map(({ amount }) => BigInt(amount));
  const credits = amounts.filter((amount) => amount > 0n);
  const debits = amounts.filter((amount) => amount < 0n);
  const net = sum(amounts);
  const id = `SBST-${compact(from)}-${compact(to)}`;
  const money = (minor: bigint) => decimal({ minor: minor < 0n ? -minor : minor, currency });
  const balance = (code: string, minor: bigint, at: Date) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${money(minor)}</Amt>` +
    `<CdtDbtInd>${side(minor)}</CdtDbtInd><Dt><DtTm>${at.toISOString()}</DtTm></Dt></Bal>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="${NAMESPACE}"><BkToCstmrStmt>`,
    `<GrpHdr><MsgId>${id.slice(0, 35)}</MsgId><CreDtTm>${now.toISOString()}</CreDtTm></GrpHdr>`,
    `<Stmt><Id>${id.slice(0, 35)}</Id><CreDtTm>${now.toISOString()}</CreDtTm>`,
    `<FrToDt><FrDtTm>${from.toISOString()}</FrDtTm><ToDtTm>${to.toISOString()}</ToDtTm></FrToDt>`,
    `<Acct><Id><Othr><Id>${SETTLEMENT_ACCOUNT}</Id></Othr></Id><Ccy>${currency}</Ccy><Nm>${escaped(name)}</Nm>` +
      `<Svcr><FinInstnId><Nm>${BANK_NAME}</Nm></FinInstnId></Svcr></Acct>`,
    balance('OPBD', opening, from),
    balance('CLBD', opening + net, to),
    `<TxsSummry><TtlNtries><NbOfNtries>${entries.length}</NbOfNtries><Sum>${money(sum(credits) - sum(debits))}</Sum>` +
      `<TtlNetNtry><Amt>${money(net)}</Amt><CdtDbtInd>${side(net)}</CdtDbtInd></TtlNetNtry></TtlNtries>` +
      `<TtlCdtNtries><NbOfNtries>${credits.length}</NbOfNtries><Sum>${money(sum(credits))}</Sum></TtlCdtNtries>` +
      `<TtlDbtNtries><NbOfNtries>${debits.length}</NbOfNtries><Sum>${money(sum(debits))}</Sum></TtlDbtNtries></TxsSummry>`,
    ...entries.map((entry) => renderEntry(entry, currency, money)),
    '</Stmt></BkToCstmrStmt></Document>',
    '',
  ].join('\n');
}

function renderEntry(entry: Entry, currency: string, money: (minor: bigint) => string): string {
  const minor = BigInt(entry.amount);
  const amount = `<Amt Ccy="${currency}">${money(minor)}</Amt><CdtDbtInd>${side(minor)}</CdtDbtInd>`;
  const at = `<DtTm>${entry.at.toISOString()}</DtTm>`;
  const bankReference = escaped(entry.bank_reference ?? entry.movement);
  const note = entry.note ? `<RmtInf><Ustrd>${escaped(entry.note.slice(0, 140))}</Ustrd></RmtInf>` : '';
  return (
    `<Ntry><NtryRef>${entry.movement}</NtryRef>${amount}<Sts><Cd>BOOK</Cd></Sts>` +
    `<BookgDt>${at}</BookgDt><ValDt>${at}</ValDt><AcctSvcrRef>${bankReference}</AcctSvcrRef>` +
    `<BkTxCd><Prtry><Cd>${escaped(entry.kind)}</Cd></Prtry></BkTxCd>` +
    `<NtryDtls><TxDtls><Refs><AcctSvcrRef>${bankReference}</AcctSvcrRef>` +
    `<EndToEndId>${escaped(entry.reference)}</EndToEndId></Refs>${amount}${note}</TxDtls></NtryDtls></Ntry>`
  );
}

const side = (minor: bigint): 'CRDT' | 'DBIT' => (minor < 0n ? 'DBIT' : 'CRDT');

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

const compact = (at: Date): string => at.toISOString().replace(/\D/g, '').slice(2, 14);

function readTime(text: string, dayOffsetMs: number): Date | null {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = new Date(isDay ? `${text}T00:00:00.000Z` : text);
  if (Number.isNaN(at.getTime())) return null;
  return isDay ? new Date(at.getTime() + dayOffsetMs) : at;
}

/** Also drops control characters, which XML 1.0 has no way to write. */
const escaped = (text: string): string =>
  Array.from(text)
    .filter((letter) => letter >= ' ')
    .join('')
    .replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
