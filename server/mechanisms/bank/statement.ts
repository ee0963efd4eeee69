/** Reading the bank's statement: ISO 20022 camt.053, as much of it as a comparison needs. Pure. */
import { currency, minorDigits } from '../../kernel/money.ts';

export type StatementEntry = {
  /** EndToEndId: our reference, if the movement is ours. */
  readonly reference: string;
  /** Minor units; positive came in, negative went out. */
  readonly minor: bigint;
  readonly at: string;
};
export type Statement = {
  readonly currency: string;
  readonly from: string;
  readonly to: string;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly entries: readonly StatementEntry[];
};

const MAX_ENTRIES = 200_000;

/** Throws when the text is not such a statement or its entries do not lead from the opening to the closing balance. */
export function readStatement(xml: string): Statement {
  if (!xml.includes('urn:iso:std:iso:20022:tech:xsd:camt.053.'))
    throw new Error('this is no camt.053 statement');
  const code = currency(tag(xml, 'Ccy'));
  const digits = minorDigits(code);
  const entries: StatementEntry[] = [];
  for (const [, body = ''] of xml.matchAll(/<Ntry>([\s\S]*?)<\/Ntry>/g)) {
    if (entries.length >= MAX_ENTRIES) throw new Error('the statement is too long');
    entries.push({
      reference: unescaped(tag(body, 'EndToEndId')),
      minor: signed(body, code, digits),
      at: tag(tag(body, 'BookgDt'), 'DtTm'),
    });
  }
  const balances = new Map<string, bigint>();
  for (const [, body = ''] of xml.matchAll(/<Bal>([\s\S]*?)<\/Bal>/g))
    balances.set(tag(body, 'Cd'), signed(body, code, digits));
  const opening = balances.get('OPBD') ?? 0n;
  const closing = balances.get('CLBD') ?? 0n;
  const moved = entries.reduce((sum, { minor }) => sum + minor, 0n);
  if (opening + moved !== closing) throw new Error('the statement does not add up');
  return { currency: code, from: tag(xml, 'FrDtTm'), to: tag(xml, 'ToDtTm'), opening, closing, entries };
}

function signed(body: string, code: string, digits: number): bigint {
  const [, ccy = '', whole = '', fraction = ''] =
    /<Amt Ccy="([A-Z]{3})">(\d{1,18})(?:\.(\d{1,5}))?<\/Amt>/.exec(body) ?? [];
  if (ccy !== code || whole === '') throw new Error('an amount of the statement cannot be read');
  const minor = BigInt(whole + fraction.padEnd(digits, '0').slice(0, digits));
  return tag(body, 'CdtDbtInd') === 'DBIT' ? -minor : minor;
}

function tag(text: string, name: string): string {
  return new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? '';
}

function unescaped(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}
