/**
 * Where a webhook may go. Names are resolved and judged at the moment of connecting, so an answer of DNS that changes
 * between check and use gains nothing (SSRF). IANA special-purpose registries, by way of ipaddr.js.
 */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { refuse } from '../../kernel/refusal.ts';

export class PrivateTarget extends Error {
  constructor() {
    super('private address');
  }
}

/** True for every address that is not plain global unicast, IPv4 in disguise included. */
export function isPrivateAddress(address: string): boolean {
  try {
    return ipaddr.process(address).range() !== 'unicast';
  } catch {
    return true;
  }
}

/** The URL as it will be used. Refuses WEBHOOK_URL_INVALID and, for literal addresses, WEBHOOK_TARGET_PRIVATE. */
export function checkTarget(text: string, options: { allowPrivate: boolean }): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse('WEBHOOK_URL_INVALID');
  }
  const schemes = options.allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol) || url.username || url.password || url.hash)
    refuse('WEBHOOK_URL_INVALID');
  if (options.allowPrivate) return url;
  const address = literalAddress(url);
  if (address !== null && isPrivateAddress(address)) refuse('WEBHOOK_TARGET_PRIVATE');
  if (/(^|\.)(localhost|local|internal|localdomain|home\.arpa)\.?$/i.test(url.hostname))
    refuse('WEBHOOK_TARGET_PRIVATE');
  return url;
}

/** Refuses WEBHOOK_TARGET_PRIVATE when the name points inward now. A name that does not resolve yet is let through. */
export async function checkName(url: URL, options: { allowPrivate: boolean }): Promise<void> {
  if (options.allowPrivate || literalAddress(url) !== null) return;
  const found = await dns.promises.lookup(url.hostname, { all: true }).catch(() => []);
  if (found.some(({ address }) => isPrivateAddress(address))) refuse('WEBHOOK_TARGET_PRIVATE');
}

/** For `net.connect`: resolves and hands out public addresses only; the connection then goes to exactly these. */
export function publicLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const list = allowPrivate ? found : found.filter(({ address }) => !isPrivateAddress(address));
      const first = list[0];
      if (!first) return callback(new PrivateTarget(), '', 0);
      if (options.all) callback(null, list);
      else callback(null, first.address, first.family);
    });
  };
}

function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : null;
}
