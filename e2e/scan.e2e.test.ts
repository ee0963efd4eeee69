/** A phone's camera sees the QR code on the till, and the wallet pays what it says. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type Code, codeOf, drawCode } from '../web/wallet/qr/draw.fixture.ts';
import { cents, cny, makeOrder, see, seeHeading, typePin } from './acts.ts';
import { openBrowser, openVisitor } from './browser.ts';
import { openStage } from './stage.ts';

const FILM = { width: 480, height: 360 };
const FRAMES_A_SECOND = 5;

/** A hand comes nearer and holds still: the code turned, tilted, half in a shadow. First there is nothing to be seen. */
function film(code: Code): Buffer {
  const nothing: Code = { size: code.size, at: () => false };
  const looks = [0, 1, 2, 3, 4, 5].map((step) => ({
    ...FILM,
    module: 3 + step * 0.5,
    degrees: 18 - 4 * step,
    tilt: 0.1,
    shadow: 0.35,
    noise: 15,
  }));
  const frames = [drawCode(nothing, { ...FILM, module: 3 }), ...looks.map((look) => drawCode(code, look))];
  const grey = Buffer.alloc((FILM.width * FILM.height) / 2, 128);
  const head = `YUV4MPEG2 W${FILM.width} H${FILM.height} F${FRAMES_A_SECOND}:1 Ip A1:1 C420\n`;
  return Buffer.concat([
    Buffer.from(head),
    ...frames.flatMap(({ light }) => [Buffer.from('FRAME\n'), light, grey]),
  ]);
}

suite('scanning in a browser', () => {
  const stage = openStage();

  test('the code on the till is seen by the camera, opens the order in the wallet, and is paid', async () => {
    const shop = stage.town.shop();
    const bo = stage.town.person('Bo');
    const before = await cents(bo.api);
    const order = await makeOrder(shop.api, [{ item: 'Cup', unitPrice: cny(870), quantity: 1 }]);
    const till = await stage.visit({ size: { width: 1024, height: 768 } });
    await till.page.goto(`/till/orders/${order.id}#token=${shop.staff.token}`);
    await see(till.page, 'Scan to pay');
    const code = codeOf(await till.page.locator('.qr').innerHTML());

    const folder = mkdtempSync(join(tmpdir(), 'bursar-film-'));
    const camera = join(folder, 'till.y4m');
    writeFileSync(camera, film(code));
    const browser = await openBrowser({ camera });
    try {
      const phone = await openVisitor(browser, { url: stage.town.url });
      await phone.page.goto(`/wallet/pay#token=${bo.token}`);
      await phone.page.getByRole('button', { name: 'Scan a code' }).click();
      await see(phone.page, `Order ${order.number}`);
      assert.equal(new URL(phone.page.url()).pathname, `/pay/${order.id}`);
      await phone.page.getByRole('button', { name: 'Pay ¥8.70' }).click();
      await typePin(phone.page, bo.pin);
      await seeHeading(phone.page, 'Paid');
      await seeHeading(till.page, 'Paid');
      assert.equal(await cents(bo.api), before - 870n);
      assert.deepEqual(phone.troubles, []);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
