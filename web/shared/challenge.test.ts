import assert from 'node:assert/strict';
import { test } from 'node:test';
import i18next, { type TFunction } from 'i18next';
import {
  type Leaf,
  limitsOf,
  type Need,
  reasonWords,
  standing,
  waitedFor,
  waitedForWords,
} from './challenge.ts';
import en from './words/en.ts';
import zh from './words/zh.ts';

let count = 0;
const person = (name: string, state: Leaf['state'] = 'pending'): Leaf => ({
  leaf: count++,
  who: { person: { id: name, name } },
  proof: ['pin'],
  state,
});
const myPhone = (): Leaf => ({
  ...person('Ana'),
  who: { device: { person: { id: 'Ana', name: 'Ana' }, among: ['device_1'] } },
});

async function words(language: 'en' | 'zh'): Promise<TFunction> {
  const made = i18next.createInstance();
  await made.init({
    lng: language,
    resources: { [language]: { translation: language === 'en' ? en : zh } },
    interpolation: { escapeValue: false },
  });
  return made.t;
}

test('who is still waited for, and whether one of them is enough', async () => {
  const t = await words('en');
  const cases: [Need, 'yes' | 'no' | 'open', string][] = [
    [person('Lin'), 'open', 'Lin'],
    [person('Lin', 'yes'), 'yes', ''],
    [{ all: [person('Lin'), person('Mei')] }, 'open', 'Lin and Mei'],
    [{ all: [person('Lin', 'yes'), person('Mei')] }, 'open', 'Mei'],
    [{ all: [person('Lin', 'no'), person('Mei')] }, 'no', ''],
    [{ any: [person('Lin'), person('Mei')] }, 'open', 'Lin or Mei'],
    [{ any: [person('Lin', 'no'), person('Mei')] }, 'open', 'Mei'],
    [{ any: [person('Lin', 'yes'), person('Mei')] }, 'yes', ''],
    [{ atLeast: 2, of: [person('Lin'), person('Mei'), person('Kai')] }, 'open', 'Lin, Mei and Kai'],
    [{ atLeast: 2, of: [person('Lin', 'yes'), person('Mei'), person('Kai')] }, 'open', 'Mei or Kai'],
    [{ atLeast: 2, of: [person('Lin', 'no'), person('Mei', 'no'), person('Kai')] }, 'no', ''],
    // My own proof is missing as well: others are named, not I.
    [{ all: [person('Ana'), { any: [person('Lin'), person('Mei')] }] }, 'open', 'Lin or Mei'],
    [{ all: [person('Ana', 'yes'), { any: [person('Lin'), person('Mei')] }] }, 'open', 'Lin or Mei'],
    [
      { all: [myPhone(), { any: [person('Lin'), person('Mei')] }] },
      'open',
      'your other device and either Lin or Mei',
    ],
    [{ all: [person('Lin'), myPhone()] }, 'open', 'Lin and your other device'],
  ];
  for (const [need, verdict, who] of cases) {
    assert.equal(standing(need), verdict, JSON.stringify(need));
    assert.equal(waitedForWords(t, 'en', need, 'Ana'), who);
    if (verdict !== 'open') assert.deepEqual(waitedFor(need), []);
  }
});

test('the device that is looking is called so', async () => {
  const [t, tz] = [await words('en'), await words('zh')];
  const at = (here: boolean) => ({
    ...person('Ana'),
    who: { device: { person: { id: 'Ana', name: 'Ana' }, among: ['device_1'], here } },
  });
  assert.equal(waitedForWords(t, 'en', at(true), 'Ana'), 'this device');
  assert.equal(waitedForWords(tz, 'zh', at(true), 'Ana'), '本机');
  assert.equal(waitedForWords(t, 'en', at(false), 'Ana'), 'your other device');
});

test('reasons in plain words; a code without words is told by its rule', async () => {
  const [t, tz] = [await words('en'), await words('zh')];
  const reason = (because: string, details = {}, rule = 'supervisor') => ({
    rule,
    version: 3,
    because,
    details,
  });
  const limit = { freeLimit: { minor: '10000', currency: 'CNY' } };
  assert.equal(
    reasonWords(t, 'en', reason('ABOVE_FREE_LIMIT', limit)),
    'it is above the free limit of ¥100.00',
  );
  assert.equal(reasonWords(tz, 'zh', reason('ABOVE_FREE_LIMIT', limit)), '金额超过免审额度 ¥100.00');
  const nothing = { freeLimit: { minor: '0', currency: 'CNY' } };
  assert.equal(reasonWords(t, 'en', reason('ABOVE_FREE_LIMIT', nothing)), 'every amount is to be agreed to');
  assert.equal(reasonWords(tz, 'zh', reason('ABOVE_FREE_LIMIT', nothing)), '每笔付款都需同意');
  assert.equal(reasonWords(t, 'en', reason('ABOVE_FREE_LIMIT')), 'the rule “Supervisor” says so');
  assert.equal(reasonWords(t, 'en', reason('NEVER_HEARD', {}, 'moon')), 'the rule “moon” says so');
  assert.equal(reasonWords(t, 'en', reason('toString', {}, 'moon')), 'the rule “moon” says so');
});

test('limits that a request is about', () => {
  const small = { minor: '2000', currency: 'CNY' };
  const details = { ward: 'Mei', relation: 'minor', limits: { small, odd: 'no money' } };
  const reasons = [{ rule: 'guardian', version: 0, because: 'X', details }];
  assert.deepEqual(limitsOf({ reasons }), [['small', small]]);
  assert.deepEqual(limitsOf({ reasons: [] }), []);
});
