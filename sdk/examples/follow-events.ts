/**
 * Follows what happens to a merchant's orders, live. Stop it and start it again with the last id: nothing is missed.
 * Needs a running demo: `npm start`, then `node --import tsx sdk/examples/follow-events.ts [url] [after] [how many]`.
 */

import { createBursar } from '../src/index.ts';
import { demoOf } from './demo.ts';

const [url = 'http://localhost:4000', after = '0', most = '1000000'] = process.argv.slice(2);
const demo = await demoOf(url);
const shop = createBursar({ url, token: demo.shop.secretKey });

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
let seen = 0;
for await (const event of shop.events.follow({ after, signal: stop.signal })) {
  console.log(`${event.id} ${event.at} ${event.type} ${event.object}`);
  seen += 1;
  if (seen >= Number(most)) break;
}
