/** The wallet on real phones: first sign-in, sending money that arrives live, money from and to the bank, devices. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAgreement } from '../server/testing/bank-controls.ts';
import { cents, cny, see, seeHeading, signIn, typePin } from './acts.ts';
import { newcomer } from './newcomers.ts';
import { openStage } from './stage.ts';
import { eventually } from './town.ts';

suite('wallet in a browser', () => {
  const stage = openStage();

  async function openWallet(name: string, path = '') {
    const visitor = await stage.visit();
    const person = stage.town.person(name);
    await visitor.page.goto(`/wallet${path}#token=${person.token}`);
    return { ...visitor, person };
  }
  /** What the home screen shows, in cents. */
  async function shown(page: Page): Promise<bigint> {
    const text = await page
      .getByTestId('balance')
      .getByText(/\d\.\d\d/)
      .first()
      .innerText();
    return BigInt(text.replace(/\D/g, ''));
  }
  async function seeBalance(page: Page, minor: bigint): Promise<void> {
    const text = `${minor}`.replace(/(\d\d)$/, '.$1');
    await page.getByTestId('balance').getByText(text).first().waitFor();
  }

  test('a new phone number: code, PIN, real name, and the wallet opens', async () => {
    const { page } = await stage.visit();
    await page.goto('/wallet');
    await signIn(page, stage.town, '+8613800000077');
    await see(page, 'Choose a payment PIN');
    await typePin(page, '482913');
    await see(page, 'Type it once more');
    await typePin(page, '482914');
    await see(page, 'The two did not match');
    await typePin(page, '482913');
    await see(page, 'Type it once more');
    await typePin(page, '482913');
    await page.getByLabel('Full name').fill('Ming Zhao');
    await page.getByLabel('Identity card number').fill('110101199003077777');
    await page.getByRole('button', { name: 'Continue' }).click();
    await seeHeading(page, 'Ming Zhao');
    await seeBalance(page, 0n);
  });

  test('a wrong code lets nobody in', async () => {
    const { page } = await stage.visit();
    await page.goto('/wallet');
    await page.clock.install();
    await page.getByLabel('Phone number').fill('138 0000 0088');
    const code = await stage.town.codeAfter('+8613800000088', () =>
      page.getByRole('button', { name: 'Send me a code' }).click(),
    );
    await page.getByLabel('Code from the message').fill(code === '123456' ? '654321' : '123456');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await see(page, /^New code in/);
    await page.clock.fastForward(31_000);
    const next = await stage.town.codeAfter('+8613800000088', () =>
      page.getByRole('button', { name: 'Send a new code' }).click(),
    );
    await page.getByLabel('Code from the message').fill(next);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await see(page, 'Choose a payment PIN');
  });

  test('a number that nobody has and an address that is nothing lead on', async () => {
    const { page, person } = await openWallet('Cara', '/transfer');
    const phone = page.getByLabel('Their phone number');
    await phone.fill('139 9999 9999');
    await page.getByRole('button', { name: 'Continue' }).click();
    await see(page, 'Nobody with this number has a wallet here.');
    await phone.fill('139 9999 999');
    await page.getByText('Nobody with this number').waitFor({ state: 'detached' });
    // Before an amount and a PIN, and not after them.
    await phone.fill(person.phone.slice(3));
    await page.getByRole('button', { name: 'Continue' }).click();
    await see(page, 'You cannot send money to yourself.');
    assert.equal(await page.getByLabel('Amount').count(), 0);
    await page.goto('/wallet/nothing/here');
    await seeHeading(page, person.name);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    assert.match(page.url(), /\/wallet\/?$/);
  });

  test('who received money is not told that he sent it', async () => {
    const ana = stage.town.person('Ana');
    const { page, person } = await openWallet('Bo');
    const { status } = await ana.api.post('/v1/transfers', {
      to: person.id,
      amount: cny(130),
      note: 'Peaches',
      proof: { pin: ana.pin },
    });
    assert.equal(status, 201);
    await page.getByRole('link', { name: /Ana Lin.*1\.30/ }).click();
    await page.getByRole('link', { name: 'Show how it went' }).click();
    for (const words of ['Received', 'From', 'Ana Lin', 'Peaches']) await see(page, words);
    assert.equal(await page.getByText('Sent', { exact: true }).count(), 0);
  });

  test('money that comes while the first list is on its way is shown', async () => {
    const ana = stage.town.person('Ana');
    const person = stage.town.person('Bo');
    const { page } = await stage.visit();
    await page.route(
      '**/statement?*',
      async (route) => {
        const before = await route.fetch();
        await see(page, 'Live');
        const { status } = await ana.api.post('/v1/transfers', {
          to: person.id,
          amount: cny(131),
          proof: { pin: ana.pin },
        });
        assert.equal(status, 201);
        await see(page, /1\.31 received/);
        await page.waitForTimeout(500);
        await route.fulfill({ response: before });
      },
      { times: 1 },
    );
    await page.goto(`/wallet#token=${person.token}`);
    await see(page.getByRole('link', { name: /Ana Lin.*1\.31/ }), '1.31');
  });

  test('somebody of late is sent money without typing a number', async () => {
    const bo = stage.town.person('Bo');
    const before = await cents(bo.api);
    const { page, person } = await openWallet('Ana', '/transfer');
    await page.getByRole('button', { name: 'Bo Chen' }).click();
    await page.getByLabel('Amount').fill('2.22');
    await page.getByRole('button', { name: 'Send' }).click();
    await typePin(page, person.pin);
    await see(page, 'Done');
    assert.equal(await cents(bo.api), before + 222n);
  });

  test('a month at a glance: what was spent and where, and a month without anything', async () => {
    const { page } = await openWallet('Ana', '/activity');
    const sum = page.locator('.month-sums div', { hasText: 'Spent' });
    await see(sum, /¥[1-9]/);
    await see(page.locator('.month-kinds li', { hasText: 'Shops' }), '%');
    await page.getByText('Where most of it went').click();
    await see(page.locator('.month-payees li'), 'Jade Tea House');
    await page.getByRole('button', { name: 'Month before' }).click();
    await see(sum, '¥0.00');
    await see(page, 'Nothing here yet');
    await page.getByRole('button', { name: 'Next month' }).click();
    await see(sum, /¥[1-9]/);
    assert.equal(await page.getByRole('button', { name: 'Next month' }).isDisabled(), true);
  });

  test('more than there is cannot be sent', async () => {
    const { page } = await openWallet('Cara', '/transfer');
    await page.getByLabel('Their phone number').fill('13800000002');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Amount').fill('99999');
    await see(page, /^Only ¥[\d,.]+ is available/);
    assert.equal(await page.getByRole('button', { name: 'Send' }).isDisabled(), true);
  });

  test('money sent from one phone appears on the other without a reload', async () => {
    const [ana, bo] = await Promise.all([openWallet('Ana'), openWallet('Bo')]);
    await see(bo.page, 'Live');
    const before = { ana: await shown(ana.page), bo: await shown(bo.page) };
    await bo.page.evaluate('window.sameLoad = true');

    await ana.page.getByRole('link', { name: 'Send' }).click();
    await ana.page.getByLabel('Their phone number').fill('13800000002');
    await ana.page.getByRole('button', { name: 'Continue' }).click();
    await ana.page.getByLabel('Amount').fill('12.34');
    await ana.page.getByLabel('Note').fill('Dumplings');
    await ana.page.getByRole('button', { name: 'Send' }).click();
    await typePin(ana.page, ana.person.pin);
    await see(ana.page, 'Dumplings');
    await see(ana.page, 'Done');

    await seeBalance(bo.page, before.bo + 1234n);
    await see(bo.page, '¥12.34 received');
    assert.equal(await bo.page.evaluate('window.sameLoad'), true);
    await ana.page.getByRole('link', { name: 'Done' }).click();
    await seeBalance(ana.page, before.ana - 1234n);
    await stage.town.world.checkBooks();
  });

  test('a card typed by hand, proven by the code on its phone, tops up; and money goes back to the bank', async () => {
    const { page, person } = await openWallet('Bo', '/cards/add');
    const bank = stage.town.bank;
    const before = { wallet: await cents(person.api), card: await bank.balance('bo-other-phone') };
    await page.getByLabel('Card number').fill('6212345678909995');
    await page.getByLabel('Name on the card').fill('Bo Chen');
    await page.getByLabel('Valid until').fill('1231');
    await page.getByLabel('Phone at the bank').fill('13800000099');
    const code = await stage.town.codeAfter('+8613800000099', () =>
      page.getByRole('button', { name: 'Continue' }).click(),
    );
    await page.getByLabel('Code from your bank').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await see(page, 'The card is ready');
    await see(page, '9995');

    for (const [place, button, amount] of [
      ['top-up', 'Top up', '80.00'],
      ['withdraw', 'Withdraw', '30.00'],
    ] as const) {
      await page.goto(`/wallet/${place}`);
      await page.getByText('•••• 9995').click();
      await page.getByLabel('Amount').fill(amount);
      await page.getByRole('button', { name: button, exact: true }).click();
      await typePin(page, person.pin);
      await see(page, 'Written to the books');
      await see(page, 'Done');
    }
    assert.equal((await cents(person.api)) - before.wallet, 5000n);
    assert.equal(before.card - (await bank.balance('bo-other-phone')), 5000n);
    await assertAgreement(stage.town.world);
  });

  test('the bank says no to a top-up: the screen says why, and nothing moved', async () => {
    const { page, person } = await openWallet('Cara', '/top-up');
    const before = await cents(person.api);
    await page.getByLabel('Amount').fill('20');
    await stage.town.bank.lies({ operation: 'debits', lie: 'decline', code: '51', times: 1 });
    await page.getByRole('button', { name: 'Top up', exact: true }).click();
    await typePin(page, person.pin);
    await page.getByRole('alert').getByText('There is not enough money on this card').waitFor();
    assert.equal(await cents(person.api), before);
  });

  test('a top-up that waits for the bank is found again from Home, and told when it comes to nothing', async () => {
    const { bank } = stage.town;
    const { page, person } = await openWallet('Cara', '/top-up');
    const before = await cents(person.api);
    const row = (words: string) => page.getByRole('link', { name: new RegExp(words) });
    const [waits, failed] = ['.*Waiting for the bank', '.*Not carried out'];
    await page.getByLabel('Amount').fill('7');
    await bank.lies({ operation: '*', lie: 'down' });
    await page.getByRole('button', { name: 'Top up', exact: true }).click();
    await typePin(page, person.pin);
    await see(page, 'The bank has not answered yet');
    const topUp = page.url();
    const cards = (await person.api.get('/v1/instruments')).body.data as { id: string }[];
    const withdrawal = { instrument: cards[0]?.id, amount: cny(300), proof: { pin: person.pin } };
    assert.equal((await person.api.post('/v1/withdrawals', withdrawal)).status, 201);

    await page.getByRole('link', { name: 'Done' }).click();
    await row(`Withdrawal.*3\\.00${waits}`).waitFor();
    await row(`Top-up.*7\\.00${waits}`).click();
    await see(page, 'The bank has not answered yet');
    assert.equal(page.url(), topUp);
    await page.getByRole('button', { name: 'Back' }).click();
    await row(`Top-up${waits}`).waitFor();
    await bank.lies(
      { operation: 'debits', lie: 'decline', code: '51' },
      { operation: 'transfers', lie: 'decline', code: '14' },
    );
    // Nothing is touched: the stream tells it.
    await see(page, 'The top-up of ¥7.00 was not carried out.');
    await row(`Withdrawal.*3\\.00${failed}`).waitFor();
    await row(`Top-up.*7\\.00${failed}`).click();
    await see(page.locator('.receipt-name'), 'Not carried out');
    assert.equal(page.url(), topUp);
    await page.getByRole('link', { name: 'Done' }).click();
    // What was read is not told again, but can be found.
    await row(`Withdrawal${failed}`).waitFor();
    assert.equal(await row(`Top-up.*7\\.00${failed}`).count(), 0);
    await seeBalance(page, before);
    await page.getByRole('link', { name: 'Activity' }).click();
    for (const words of ['Top-up.*7\\.00', 'Withdrawal.*3\\.00']) await row(words + failed).waitFor();
    await bank.lies();
    await assertAgreement(stage.town.world);
  });

  test('the language is changed in one tap and stays', async () => {
    const { page } = await openWallet('Dai', '/settings');
    await page.getByText('中文').click();
    await see(page, '支付密码');
    await page.reload();
    await see(page, '支付密码');
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  });

  async function lastMessage(phone: string): Promise<string> {
    const { bankUrl } = stage.town.world.config;
    const answer = await fetch(`${bankUrl}/control/messages?phone=${encodeURIComponent(phone)}&limit=100`);
    const { data } = (await answer.json()) as { data: { text: string }[] };
    return data.at(-1)?.text ?? '';
  }

  test('messages come in the language that was chosen: in the wallet at once, at the door after signing in', async () => {
    const person = await newcomer(stage.town, 'Lan Yu');
    const localeOf = async () => (await person.api.get('/v1/me')).body.locale;
    const told = (locale: string) =>
      eventually(`the server to know ${locale}`, async () => (await localeOf()) === locale || undefined);
    const { page, sent } = await stage.visit();
    await page.goto(`/wallet/settings#token=${person.token}`);
    await see(page, 'Language');
    assert.equal(await localeOf(), 'en');
    await page.getByText('简体中文').click();
    await told('zh');
    // Chosen to and fro faster than the words come, and than the server answers: the last choice holds.
    const tap = (names: string[]) =>
      page.evaluate<string>(`
        const choices = [...document.querySelectorAll('label.segment')];
        for (const name of ${JSON.stringify(names)}) choices.find((choice) => choice.textContent === name).click();
        document.querySelector('label.segment-on').textContent + localStorage.getItem('bursar.language')`);
    assert.equal(await tap(['English', '简体中文']), '简体中文zh');
    assert.equal(await tap(['English', '简体中文', 'English']), 'Englishen');
    await told('en');
    await page.getByText('简体中文').click();
    await told('zh');
    await page.reload();
    await see(page, '语言');
    const before = sent('PATCH', /^\/v1\/me$/).length;

    // Another browser: nothing is told by looking on, and its choice at the door is told once it is known whose it is.
    const other = await stage.visit();
    await other.page.goto(`/wallet#token=${person.token}`);
    await see(other.page, 'Live');
    assert.equal(other.sent('PATCH', /^\/v1\/me$/).length, 0);
    const third = await stage.visit({ locale: 'zh-CN' });
    await third.page.goto('/wallet');
    await third.page.getByRole('button', { name: 'English' }).click();
    await signIn(third.page, stage.town, person.phone);
    assert.match(await lastMessage(person.phone), /\p{Script=Han}/u, 'the code still came in Chinese');
    await told('en');
    assert.equal(third.sent('PATCH', /^\/v1\/me$/).length, 1);
    assert.equal(sent('PATCH', /^\/v1\/me$/).length, before);
  });

  test('the PIN is changed: the current one first, and from then on only the new one pays', async () => {
    const { page, person } = await openWallet('Cara', '/settings');
    const pay = async (pin: string) => {
      const to = stage.town.person('Bo').id;
      const body = { to, amount: cny(1), proof: { pin } };
      const answer = await person.api.post('/v1/transfers', body);
      return answer.status === 201 ? 'paid' : answer.body.code;
    };
    await page.getByRole('link', { name: 'Change payment PIN' }).click();
    const alert = page.getByRole('alert');
    const change = async (next: string) => {
      await see(page, 'Type a new PIN');
      await typePin(page, next);
      await see(page, 'Type it once more');
      await typePin(page, next);
    };
    await see(page, 'Type your current PIN');
    await typePin(page, '918273');
    // At once, and not after a new one was typed twice.
    await alert.getByText('The payment PIN is wrong. Tries left: 2.').waitFor();
    await typePin(page, person.pin);
    await change('123456');
    await alert.getByText('too easy').waitFor();
    await change('481516');
    await see(page, 'PIN changed');
    assert.equal(await pay(person.pin), 'PIN_WRONG');
    assert.equal(await pay('481516'), 'paid');
  });

  test('a lost phone is signed out from the other one, at once', async () => {
    const dai = stage.town.person('Dai');
    const lost = await stage.visit();
    await lost.page.goto('/wallet');
    await signIn(lost.page, stage.town, dai.phone);
    await seeHeading(lost.page, 'Dai Wang');
    const kept = await stage.visit();
    await kept.page.goto('/wallet');
    await signIn(kept.page, stage.town, dai.phone);
    await seeHeading(kept.page, 'Dai Wang');
    await kept.page.goto('/wallet/settings/devices');
    await kept.page.getByRole('button', { name: 'Sign out' }).first().click();
    await see(kept.page, 'Signed out there');
    // Newest first: the lost phone. It notices by itself.
    await lost.page.getByLabel('Phone number').waitFor();
    await see(kept.page, 'This device');
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
