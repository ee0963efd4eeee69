/**
 * A push service and the browsers behind it, for tests: takes messages as a real one does, checks the platform's signature
 * (RFC 8292) and opens the payload with the browser's own key (RFC 8291). It answers what it is told to.
 */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  randomUUID,
  verify,
} from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** What the browser would be given. */
  readonly payload: Record<string, unknown>;
  /** Of the signature: for whom, and from whom. */
  readonly claims: Record<string, unknown>;
  /** The key that signed, base64url. */
  readonly signer: string;
};
export type FakeBrowser = { readonly endpoint: string; readonly keys: { p256dh: string; auth: string } };
export type PushService = {
  readonly url: string;
  readonly received: Received[];
  /** How often it was asked, whatever it answered. */
  readonly asked: () => number;
  /** A browser that has subscribed here. */
  browser(): FakeBrowser;
  /** What it answers to the next messages for this endpoint, then 201. `silence`: nothing at all. */
  answer(endpoint: string, ...statuses: (number | 'silence')[]): void;
  stop(): Promise<void>;
};

export async function startPushService(): Promise<PushService> {
  const received: Received[] = [];
  const browsers = new Map<string, { key: ECDH; auth: Buffer }>();
  const planned = new Map<string, (number | 'silence')[]>();
  let asked = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      const path = request.url ?? '';
      const status = planned.get(path)?.shift() ?? 201;
      if (status === 'silence') return;
      const browser = browsers.get(path);
      if (status === 201 && browser) {
        const payload = JSON.parse(open(Buffer.concat(chunks), browser).toString());
        received.push({ path, headers: request.headers, payload, ...signed(request, url) });
      }
      response.writeHead(browser ? status : 404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    received,
    asked: () => asked,
    browser() {
      const key = createECDH('prime256v1');
      key.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomUUID()}`;
      browsers.set(path, { key, auth });
      const p256dh = key.getPublicKey('base64url');
      return { endpoint: url + path, keys: { p256dh, auth: auth.toString('base64url') } };
    },
    answer: (endpoint, ...statuses) => void planned.set(new URL(endpoint).pathname, statuses),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** aes128gcm (RFC 8188) under the keys of RFC 8291, one record. */
function open(body: Buffer, { key, auth }: { key: ECDH; auth: Buffer }): Buffer {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + (body[20] ?? 0));
  const sealed = body.subarray(21 + sender.length);
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), key.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', key.computeSecret(sender), auth, about, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const cipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  cipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2));
}

/** Throws unless the request is signed for this service by the key that it names. */
function signed(request: IncomingMessage, audience: string) {
  const [, token = '', signer = ''] =
    /^vapid t=([^,]+), ?k=(.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = Buffer.from(signer, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const signedText = Buffer.from(`${head}.${body}`);
  const isOurs = verify(
    'sha256',
    signedText,
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  if (!isOurs || claims.aud !== audience) throw new Error('not signed for this push service');
  return { claims, signer };
}
