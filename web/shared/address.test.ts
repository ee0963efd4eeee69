import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPostcode, labelText, placeText, tidyText } from './address.ts';

const home = { region: 'Zhejiang', city: 'Hangzhou', line: '8 Lakeside Road', postcode: '310000' };
const 家 = { region: '浙江省', city: '杭州市', line: '湖滨路8号402室', postcode: '310000' };
const beijing = { region: '北京市', city: '北京市', line: '长安街1号', postcode: '' };

test('a place is written in the order of its own language, once what is city and region, without what is missing', () => {
  assert.equal(placeText(home), '8 Lakeside Road, Hangzhou, Zhejiang 310000');
  assert.equal(placeText({ ...home, postcode: '' }), '8 Lakeside Road, Hangzhou, Zhejiang');
  assert.equal(placeText(家), '浙江省杭州市 湖滨路8号402室 310000');
  assert.equal(placeText(beijing), '北京市 长安街1号');
});

test('a label has three lines', () => {
  const label = labelText({ id: 'a', recipient: 'Ana Lin', phone: '+8613900000001', ...home });
  assert.deepEqual(label.split('\n').length, 3);
});

test('what nobody sees goes; spaces inside stay', () => {
  assert.equal(tidyText('  8 Lakeside\nRoad\u200b \u202e402\u2069 '), '8 Lakeside Road 402');
});

test('a postcode of any country, or none', () => {
  for (const good of ['', '310000', 'SW1A 1AA', '12345-6789']) assert.ok(isPostcode(good), good);
  for (const bad of ['1', '-12', '12 ', '浙江', '1234567890123']) assert.ok(!isPostcode(bad), bad);
});
