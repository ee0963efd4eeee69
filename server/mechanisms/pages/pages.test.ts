import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerPages } from './index.ts';

const script = `console.log(${JSON.stringify('words '.repeat(400))});`;

suite('the built pages', () => {
  const root = mkdtempSync(join(tmpdir(), 'bursar-pages-'));
  let app: FastifyInstance;
  before(async () => {
    for (const name of ['town', 'wallet', 'till', 'console', 'pay', 'missing']) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'index.html'), `<title>${name}</title>`);
    }
    mkdirSync(join(root, 'assets'));
    writeFileSync(join(root, 'assets/large.js'), script);
    writeFileSync(join(root, 'assets/large.js.br'), brotliCompressSync(script));
    writeFileSync(join(root, 'assets/small.js'), 'void 0;');
    app = Fastify();
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'NOT_FOUND' }));
    await registerPages(app, { root, frames: [] });
  });
  after(async () => {
    await app.close();
    rmSync(root, { recursive: true, force: true });
  });
  const get = (url: string, encodings: string) =>
    app.inject({ url, headers: { 'accept-encoding': encodings } });

  test('a large asset travels packed to whoever takes it packed', async () => {
    const answer = await get('/assets/large.js', 'gzip, br');
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-encoding'], 'br');
    assert.match(String(answer.headers['content-type']), /javascript/);
    assert.match(String(answer.headers['cache-control']), /immutable/);
    assert.match(String(answer.headers.vary), /accept-encoding/i);
    assert.equal(brotliDecompressSync(answer.rawPayload).toString(), script);
  });

  test('and as it is to whoever does not, or where there is no packed form', async () => {
    const plain = await get('/assets/large.js', 'identity');
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.body, script);
    const small = await get('/assets/small.js', 'gzip, br');
    assert.deepEqual(
      [small.statusCode, small.headers['content-encoding'], small.body],
      [200, undefined, 'void 0;'],
    );
  });

  test('any address under an app is the app’s page; the town is the start page', async () => {
    for (const path of ['/', '/town']) assert.match((await get(path, 'br')).body, /town/);
    assert.match((await get('/wallet/settings/pin', 'br')).body, /wallet/);
    assert.equal((await get('/assets/nothing.js', 'br')).statusCode, 404);
  });

  test('where nothing is, a browser gets a page and a program the refusal', async () => {
    const visit = (url: string, accept: string) => app.inject({ url, headers: { accept } });
    const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await visit('/walet/cards?x=1', browser);
    assert.deepEqual([page.statusCode, page.body], [404, '<title>missing</title>']);
    assert.match(String(page.headers['content-security-policy']), /script-src 'self'/);
    for (const [url, accept] of [
      ['/walet', '*/*'],
      ['/walet', 'application/json'],
      ['/v1/walet', browser],
      ['/assets/nothing.js', browser],
    ] as const) {
      const refused = await visit(url, accept);
      assert.deepEqual([refused.statusCode, refused.json()], [404, { code: 'NOT_FOUND' }], url + accept);
    }
  });
});
