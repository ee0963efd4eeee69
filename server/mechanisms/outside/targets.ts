/**
 * Where a request of ours may go. Names are resolved and judged at the moment of connecting, so an answer of DNS that
 * changes between check and use gains nothing (SSRF). IANA special-purpose registries, by way of ipaddr.js.
 */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export class PrivateTarget extends Error {
  constructor() {
    super('private address');
  }
}

export type TargetRule = { readonly allowPrivate: boolean };

/** True for every address that is not plain global unicast, IPv4 in disguise included. */
export function isPrivateAddress(address: string): boolean {
  try {
    return ipaddr.process(address).range() !== 'unicast';
  } catch {
    return true;
  }
}

/** The URL as it will be used; or what is wrong with it: not https, with a user or a fragment, or a private address. */
export function judgeTarget(text: string, rule: TargetRule): URL | 'invalid' | 'private' {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'invalid';
  }
  const schemes = rule.allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol) || url.username || url.password || url.hash) return 'invalid';
  if (rule.allowPrivate) return url;
  const address = literalAddress(url);
  if (address !== null && isPrivateAddress(address)) return 'private';
  if (/(^|\.)(localhost|local|internal|localdomain|home\.arpa)\.?$/i.test(url.hostname)) return 'private';
  return url;
}

/** Whether the name leads to a private address now. A name that does not resolve yet is let through. */
export async function pointsInward(url: URL, rule: TargetRule): Promise<boolean> {
  if (rule.allowPrivate || literalAddress(url) !== null) return false;
  const found = await dns.promises.lookup(url.hostname, { all: true }).catch(() => []);
  return found.some(({ address }) => isPrivateAddress(address));
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
