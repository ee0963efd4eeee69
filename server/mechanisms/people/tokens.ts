/**
 * Bearer tokens of sessions and secret keys of merchants: 32 bytes that follow from the id under the vault's secret, so
 * that a retried sign-in is answered with the same token, and the database holds only their SHA-256.
 */
import { hash } from 'node:crypto';
import { Secret } from '../../kernel/secret.ts';
import type { Vault } from '../vault/index.ts';

export function sessionToken(vault: Pick<Vault, 'derive'>, session: string): Secret {
  return new Secret(`st_${vault.derive('session token', session).toString('base64url')}`);
}

export function apiKeyToken(vault: Pick<Vault, 'derive'>, key: string): Secret {
  return new Secret(`sk_${vault.derive('secret key', key).toString('base64url')}`);
}

export function tokenHash(token: string): string {
  return hash('sha256', token, 'hex');
}

export const TOKEN_PATTERN = /^(st|sk)_[A-Za-z0-9_-]{43}$/;
