/**
 * Receives webhooks: checks the signature, answers at once, acts on each event once.
 * Needs a running demo: `npm start`, then `node --import tsx sdk/examples/receive-webhooks.ts [url] [how many]`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBursar, verifyWebhook, WebhookError } from '../src/index.ts';
import { demoOf } from './demo.ts';

const [url = 'http://localhost:4000', most = '1000000'] = process.argv.slice(2);
const demo = await demoOf(url);
const shop = createBursar({ url, token: demo.shop.secretKey });

let secret = '';
let isFinished = false;
// A real receiver keeps the ids in its database, in the transaction of what it does.
const dealtWith = new Set<string>();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    try {
      const body = Buffer.concat(chunks).toString();
      const event = await verifyWebhook({ body, headers: request.headers, secret });
      response.writeHead(204).end();
      if (dealtWith.has(event.id)) return;
      dealtWith.add(event.id);
      console.log(`${event.id} ${event.type} ${event.object}`);
      if (dealtWith.size >= Number(most)) await finish();
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      response.writeHead(400).end(error.reason);
    }
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const endpoint = await shop.webhooks.endpoints.create({
  url: `http://127.0.0.1:${port}/webhooks`,
  description: 'Example',
});
secret = endpoint.secret;
console.log(`listening on ${endpoint.url}`);
process.once('SIGINT', () => void finish());

async function finish(): Promise<void> {
  if (isFinished) return;
  isFinished = true;
  await shop.webhooks.endpoints.remove(endpoint.id);
  server.closeAllConnections();
  server.close();
}
