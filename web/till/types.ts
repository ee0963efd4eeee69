// What the till reads beyond the shared shapes.
import type { Money } from '../shared/money.ts';

export type Refund = {
  id: string;
  order: string;
  state: string;
  amount: Money;
  merchantReference: string;
  createdAt: string;
  prompt?: string | null;
};

export type ApiKey = {
  id: string;
  name?: string | null;
  kind?: string;
  prefix?: string;
  last4?: string;
  createdAt: string;
  lastUsedAt?: string | null;
  secretKey?: string;
  key?: string;
};

export type Endpoint = {
  id: string;
  url: string;
  description?: string | null;
  state?: string;
  createdAt: string;
  secret?: string;
};

export type Delivery = {
  id: string;
  endpoint: string;
  eventType: string;
  state: string;
  attempts: number;
  lastStatus?: number | null;
  lastError?: string | null;
  nextAttemptAt?: string | null;
  createdAt: string;
  deliveredAt?: string | null;
};

export type Staff = { person: string; name: string; phone?: string; role: string };
