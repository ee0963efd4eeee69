/** S17: from the bank's question to our answer, in process, with 100,000 open payments in memory. */
import { createPaymentMemory, type Expected } from '../server/flows/pending-debit/index.ts';
import { newId } from '../server/kernel/id.ts';
import { percentile } from './load.ts';
import { print } from './report.ts';

const OPEN = 100_000;
const ASKED = 50_000;

export function pendingDebits(): void {
  const memory = createPaymentMemory();
  const now = Date.now();
  const payments: Expected[] = Array.from({ length: OPEN }, (_, i) => ({
    request: newId('bankreq', now - Math.floor(Math.random() * 60_000)),
    subject: newId('payment', now),
    merchant: null,
    minor: String(1_000 + i),
    currency: 'CNY',
    payee: 'Jade Tea House',
    orderNumber: `O-${i}`,
  }));
  for (const payment of payments) if (!memory.expect(payment)) throw new Error('memory is full');
  const times: number[] = [];
  for (let i = 0; i < ASKED; i++) {
    const payment = payments[Math.floor(Math.random() * OPEN)] as Expected;
    const feedback = {
      feedback: `f${i % OPEN}-${payment.request}`,
      reference: payment.request,
      bankReference: `B${i}`,
      amount: { minor: payment.minor, currency: payment.currency },
      payee: payment.payee,
      order: payment.orderNumber ?? '',
      at: new Date(now).toISOString(),
      windowEndsAt: new Date(now + 30_000).toISOString(),
    };
    const started = performance.now();
    const answer = memory.instruct(feedback as never, now);
    times.push(performance.now() - started);
    if (answer.instruction !== 'confirm' && answer.reason !== 'SECOND_FEEDBACK')
      throw new Error(`answered ${answer.instruction}`);
  }
  times.sort((a, b) => a - b);
  const p99 = percentile(times, 0.99);
  print({
    name: 'S17 feedback to answer',
    text: `${OPEN} open payments: p50 ${(percentile(times, 0.5) * 1_000).toFixed(1)} us, p99 ${(p99 * 1_000).toFixed(1)} us, max ${(percentile(times, 1) * 1_000).toFixed(0)} us (goal p99 < 5 ms: ${p99 < 5 ? 'reached' : 'NOT REACHED'})`,
  });
}
