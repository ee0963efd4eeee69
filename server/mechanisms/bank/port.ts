/** What the platform can ask of a bank. One adapter speaks HTTP; a test may put another in its place. */
import type { MoneyJson } from '../../kernel/money.ts';
import type { Secret } from '../../kernel/secret.ts';

/** An answer about money. `unknown`: no usable answer came, and the money may or may not have moved. */
export type BankAnswer =
  | {
      readonly state: 'done' | 'declined' | 'pending';
      readonly code?: string;
      readonly message?: string;
      readonly bankReference?: string;
      readonly amount?: MoneyJson;
    }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly problem: string };

export type CardDetails = { pan: string; holderName: string; expiry: string; phone: string };

export type VerificationAnswer =
  | { readonly state: 'code-sent'; readonly verification: string }
  | { readonly state: 'declined'; readonly code: string }
  | { readonly state: 'unknown'; readonly problem: string };

export type ConfirmationAnswer =
  | {
      readonly state: 'verified';
      readonly cardToken: Secret;
      readonly last4: string;
      readonly brand: string;
      readonly kind: 'debit' | 'credit';
      readonly bankName: string;
    }
  | { readonly state: 'declined'; readonly code: string }
  | { readonly state: 'unknown'; readonly problem: string };

/** Every call ends: with an answer or, after the time-out, with `unknown`. None throws for the bank's sake. */
export type BankPort = {
  debit(ask: {
    reference: string;
    cardToken: Secret;
    amount: MoneyJson;
    payee: string;
    order?: string;
    confirm: boolean;
  }): Promise<BankAnswer>;
  refund(ask: { reference: string; debitReference: string; amount: MoneyJson }): Promise<BankAnswer>;
  transfer(ask: {
    reference: string;
    cardToken: Secret;
    amount: MoneyJson;
    note?: string;
  }): Promise<BankAnswer>;
  /** Closes a reference: what is pending or never arrived is declined; what is done stays done. */
  cancel(reference: string): Promise<BankAnswer>;
  query(reference: string): Promise<BankAnswer>;
  verifyCard(ask: { reference: string; card: Secret<CardDetails> }): Promise<VerificationAnswer>;
  confirmCard(ask: { reference: string; verification: string; code: Secret }): Promise<ConfirmationAnswer>;
  /** camt.053 of the platform's account; days (`2026-11-22`) or times. Null: no answer. */
  statement(range: { from: string; to: string }): Promise<string | null>;
  close(): Promise<void>;
};
