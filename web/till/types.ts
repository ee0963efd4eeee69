// What the till reads beyond the shared shapes.

export type ApiKey = {
  id: string;
  label: string;
  last4: string;
  state: 'active' | 'expired' | 'revoked' | (string & {});
  createdAt: string;
  /** Set while a newer key replaces this one. */
  expiresAt: string | null;
  /** With the answer that made it, and never again. */
  secretKey?: string;
};

export type Endpoint = {
  id: string;
  url: string;
  description?: string | null;
  createdAt: string;
  secret?: string;
};

export type Delivery = {
  id: string;
  endpoint: string;
  eventType: string;
  object: string;
  state: string;
  attempts: number;
  lastStatus?: number | null;
  lastError?: string | null;
  nextAttemptAt?: string | null;
  createdAt: string;
  deliveredAt?: string | null;
};

export type Staff = { person: string; name: string; phone?: string; role: string };
