// The bank's page: shows what the bank says and orders faults. It computes nothing about money but its writing.

import { asked, changeLanguage, currentLanguage, keep, LIES, OPERATIONS, read, t } from './words.js';

const REFRESH_MS = 200;
const BOOKS_EVERY_MS = 3_000;
const MAX_OPERATIONS = 25;
const MAX_MESSAGES = 30;

const $ = (id) => document.getElementById(id);
const shown = new Map();
const state = {
  accounts: [],
  people: [],
  operations: [],
  pending: [],
  messages: [],
  lies: [],
  books: null,
  phone: '',
};
let isLive = false;

// --- Reading -------------------------------------------------------------------------------------------------------

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

let booksReadAt = 0;
async function refresh() {
  const phone = state.phone ? `&phone=${encodeURIComponent(state.phone)}` : '';
  const isBooksDue = Date.now() - booksReadAt > BOOKS_EVERY_MS;
  const [people, accounts, operations, pending, messages, lies, books] = await Promise.all([
    get('/control/people'),
    get('/control/accounts'),
    get(`/control/operations?limit=${MAX_OPERATIONS}`),
    get('/control/operations?state=pending&limit=20'),
    get(`/control/messages?limit=${MAX_MESSAGES}${phone}`),
    get('/control/lies'),
    isBooksDue ? get('/control/books') : state.books,
  ]);
  if (isBooksDue) booksReadAt = Date.now();
  else later(BOOKS_EVERY_MS);
  Object.assign(state, {
    people: people.data,
    accounts: accounts.data,
    operations: operations.data,
    pending: pending.data,
    messages: messages.data,
    lies,
    books,
  });
  render();
}

let timer;
let dueAt = Number.POSITIVE_INFINITY;
/** Reads again after a while; an earlier wish wins. */
function later(ms = REFRESH_MS) {
  if (Date.now() + ms >= dueAt) return;
  clearTimeout(timer);
  dueAt = Date.now() + ms;
  timer = setTimeout(async () => {
    dueAt = Number.POSITIVE_INFINITY;
    if (document.hidden) return;
    await refresh().catch(() => setLive(false));
  }, ms);
}

function listen() {
  const source = new EventSource('/control/changes');
  source.addEventListener('open', () => {
    setLive(true);
    later(0);
  });
  source.addEventListener('change', () => later());
  source.addEventListener('error', () => setLive(false));
}

// --- Showing -------------------------------------------------------------------------------------------------------

/** Builds an element; text children are text, never HTML. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Replaces a part of the page only when what it shows has changed, and keeps the keyboard where it was. */
function show(id, data, build) {
  const key = JSON.stringify([currentLanguage(), data]);
  if (shown.get(id) === key) return;
  shown.set(id, key);
  const focus = document.activeElement?.getAttribute('data-key');
  $(id).replaceChildren(...build());
  if (focus)
    $(id)
      .querySelector(`[data-key="${CSS.escape(focus)}"]`)
      ?.focus();
}

function money({ minor, currency }) {
  const format = new Intl.NumberFormat(currentLanguage() === 'zh' ? 'zh-CN' : 'en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const places = format.resolvedOptions().maximumFractionDigits;
  const digits = minor.replace('-', '').padStart(places + 1, '0');
  const decimal = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return format.format(`${minor.startsWith('-') ? '-' : ''}${decimal}`);
}

const clock = (iso) =>
  new Date(iso).toLocaleTimeString(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', { hour12: false });
const grouped = (pan) => pan.replace(/(.{4})(?=.)/g, '$1 ');
const ownerOf = (phone) => state.people.find((person) => person.phone === phone)?.name ?? phone;

function render() {
  const settlement = state.accounts.find(({ kind }) => kind === 'settlement');
  const unheard = state.operations.filter(({ callback }) => callback && !callback.acknowledged).length;
  show('strip', [settlement?.balance, state.books, state.pending.length, unheard], () => [
    fact(t('settlement'), settlement ? money(settlement.balance) : '–', settlement?.currency ?? ''),
    fact(
      t('books'),
      state.books?.balanced ? t('booksGood') : t('booksBad'),
      t('booksDetail', { n: state.books?.movements ?? 0 }),
      state.books?.balanced ? 'good' : 'bad',
    ),
    fact(t('waiting'), String(state.pending.length), t('waitingDetail'), state.pending.length ? 'busy' : ''),
    fact(t('unheard'), String(unheard), t('unheardDetail'), unheard ? 'busy' : ''),
  ]);
  $('pending-count').textContent = state.pending.length || '';
  show('pending', state.pending, () =>
    state.pending.length ? state.pending.map(pendingRow) : [h('li', { class: 'empty' }, t('nonePending'))],
  );
  show('operations', state.operations, () =>
    state.operations.length
      ? state.operations.map(operationRow)
      : [h('li', { class: 'empty' }, t('noOperations'))],
  );
  show('accounts', [state.people, state.accounts], () => state.people.map(personCard));
  show('messages', [state.messages, state.people], () =>
    state.messages.length
      ? [...state.messages].reverse().map(bubble)
      : [h('li', { class: 'empty' }, t('noMessages'))],
  );
  show('phone-filter', state.people, () => [
    h('option', { value: '' }, t('allPhones')),
    ...state.people.map(({ name, phone }) =>
      h('option', { value: phone, selected: phone === state.phone }, name),
    ),
  ]);
  show('lies', state.lies, () =>
    state.lies.length ? state.lies.map(lieChip) : [h('li', { class: 'calm' }, t('noLies'))],
  );
  setLive(isLive);
  tick();
}

function fact(label, value, detail, tone = '') {
  return h(
    'div',
    { class: `fact ${tone}` },
    h('dt', {}, label),
    h('dd', {}, h('strong', {}, value), ' ', h('span', {}, detail)),
  );
}

function pendingRow(operation) {
  const left = operation.windowEndsAt
    ? h('span', { class: 'left', 'data-until': operation.windowEndsAt })
    : h('span', { class: 'left' }, t('working'));
  return h(
    'li',
    { class: 'row' },
    title(operation),
    amountOf(operation),
    h('span', { class: 'meta' }, operation.reference),
    left,
  );
}

function operationRow(operation) {
  const { callback } = operation;
  const told = callback && (callback.acknowledged ? t('heard') : t('notHeard', { n: callback.tries }));
  return h(
    'li',
    { class: 'row' },
    title(operation),
    amountOf(operation),
    h(
      'span',
      { class: 'meta' },
      `${clock(operation.receivedAt)} · ${operation.bankReference}`,
      told && h('span', { class: callback.acknowledged ? '' : 'late' }, ` · ${told}`),
    ),
    h(
      'span',
      { class: `pill ${operation.state}`, title: operation.message },
      t(`state_${operation.state}`),
      operation.code ? ` ${operation.code}` : '',
    ),
  );
}

function title(operation) {
  const about = [operation.payee, operation.last4 && `•• ${operation.last4}`].filter(Boolean).join(' · ');
  return h(
    'span',
    { class: 'what' },
    h('b', {}, t(`operation_${operation.operation}`)),
    about && ` ${about}`,
  );
}

const amountOf = ({ amount }) => h('span', { class: 'amount' }, amount.minor === '0' ? '–' : money(amount));

function personCard(person) {
  const cards = person.cards.map((card) => {
    const account = state.accounts.find(({ id }) => id === card.account);
    const isLost = card.state === 'lost';
    const copy = h('button', { type: 'button', class: 'quiet', 'data-key': `copy-${card.id}` }, t('copy'));
    copy.addEventListener('click', () => copyNumber(copy, card.pan));
    return h(
      'li',
      { class: `card ${card.kind}` },
      h('span', { class: 'kind' }, `${card.brand} · ${t(card.kind)}`),
      h('span', { class: 'balance' }, account ? money(account.balance) : '–'),
      h('code', { class: 'pan' }, grouped(card.pan)),
      h(
        'span',
        { class: 'meta' },
        t('expires', { date: card.expiry }),
        account?.available &&
          card.kind === 'credit' &&
          ` · ${t('available', { amount: money(account.available) })}`,
        card.phone !== person.phone && ` · ${t('reserved', { phone: card.phone })}`,
        card.note && h('em', {}, ` ${t(card.note)}`),
        isLost && h('em', { class: 'bad' }, ` ${t('lost')}`),
      ),
      h(
        'span',
        { class: 'tools' },
        copy,
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'data-key': `lost-${card.id}`,
            onclick: () => putCard(card.id, isLost ? 'active' : 'lost'),
          },
          t(isLost ? 'reactivate' : 'reportLost'),
        ),
      ),
    );
  });
  return h(
    'article',
    { class: 'person' },
    h('h3', {}, person.name, ' ', h('span', { class: 'meta phone' }, person.phone)),
    h('ul', { class: 'cards' }, ...cards),
  );
}

function bubble(message) {
  return h(
    'li',
    {},
    h(
      'p',
      { class: 'meta' },
      h('b', {}, message.from),
      ` ${t('to', { who: ownerOf(message.to) })} · ${clock(message.at)}`,
    ),
    h('p', { class: 'text' }, message.text),
  );
}

function lieChip(lie, at) {
  const name = `${t(`lie_${lie.lie}`)} · ${t(`lied_${lie.operation}`)}`;
  const details = [
    lie.times === undefined ? t('always') : t('timesLeft', { n: lie.times }),
    lie.delayMs !== undefined && `${lie.delayMs / 1000} s`,
    lie.code,
  ].filter(Boolean);
  return h(
    'li',
    {},
    h('span', {}, h('b', {}, name), ` ${details.join(' · ')}`),
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-key': `lie-${at}`,
        'aria-label': t('remove', { lie: name }),
        onclick: () => putLies(state.lies.filter((_, other) => other !== at)),
      },
      '✕',
    ),
  );
}

function setLive(value) {
  isLive = value;
  const isDown = state.lies.some(
    ({ lie, operation, times }) => lie === 'down' && operation === '*' && times === undefined,
  );
  $('live').className = `live ${value ? (isDown ? 'busy' : 'good') : 'bad'}`;
  const text = t(value ? (isDown ? 'down' : 'live') : 'offline');
  if ($('live-text').textContent !== text) $('live-text').textContent = text;
}

function tick() {
  for (const element of document.querySelectorAll('[data-until]')) {
    const seconds = Math.max(0, Math.ceil((Date.parse(element.dataset.until) - Date.now()) / 1000));
    element.textContent = t('secondsLeft', { n: seconds });
  }
}

// --- Ordering ------------------------------------------------------------------------------------------------------

async function send(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    $('lie-problem').textContent = response.ok ? '' : ((await response.json()).message ?? t('failed'));
  } catch {
    $('lie-problem').textContent = t('failed');
  }
  later(0);
}

const putLies = (lies) => send('PUT', '/control/lies', lies);
const putCard = (id, cardState) =>
  send('PUT', `/control/cards/${encodeURIComponent(id)}`, { state: cardState });

async function copyNumber(button, pan) {
  try {
    await navigator.clipboard.writeText(pan);
  } catch {
    // No clipboard here (a frame or plain HTTP): select the number instead.
    const number = button.closest('li')?.querySelector('.pan');
    if (number) getSelection()?.selectAllChildren(number);
    return;
  }
  button.textContent = t('copied');
  setTimeout(() => {
    button.textContent = t('copy');
  }, 1_500);
}

$('lie-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const number = (id) => ($(id).value === '' ? undefined : Number($(id).value));
  const delay = number('lie-delay');
  const code = $('lie-code').value.trim();
  putLies([
    ...state.lies,
    {
      operation: $('lie-operation').value,
      lie: $('lie-name').value,
      ...(number('lie-times') !== undefined && { times: number('lie-times') }),
      ...(delay !== undefined && { delayMs: Math.round(delay * 1000) }),
      ...(code !== '' && { code }),
    },
  ]);
});
$('truth').addEventListener('click', () => send('DELETE', '/control/lies'));
$('lie-name').addEventListener('change', explainLie);
$('phone-filter').addEventListener('change', (event) => {
  state.phone = event.target.value;
  later(0);
});

function explainLie() {
  $('lie-explained').textContent = t(`lie_${$('lie-name').value}_why`);
  $('lie-code').closest('label').hidden = $('lie-name').value !== 'decline';
  const isTimed = ['timeout', 'lost-reply', 'late', 'slow', 'pending'].includes($('lie-name').value);
  $('lie-delay').closest('label').hidden = !isTimed;
}

// --- Language and colours ------------------------------------------------------------------------------------------

function applyLanguage() {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = t(element.dataset.t);
  $('language').textContent = currentLanguage() === 'zh' ? 'English' : '中文';
  $('language').lang = currentLanguage() === 'zh' ? 'en' : 'zh';
  const options = (id, names, prefix) => {
    const { value } = $(id);
    $(id).replaceChildren(...names.map((name) => h('option', { value: name }, t(`${prefix}_${name}`))));
    if (value) $(id).value = value;
  };
  options('lie-name', LIES, 'lie');
  options('lie-operation', OPERATIONS, 'lied');
  explainLie();
  applyTheme();
  render();
}

function applyTheme() {
  $('theme').textContent = t(isDark() ? 'light' : 'dark');
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

$('language').addEventListener('click', () => {
  changeLanguage();
  applyLanguage();
});
$('theme').addEventListener('click', () => {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  keep('theme', theme);
  applyTheme();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);
document.addEventListener('visibilitychange', () => document.hidden || later(0));

const theme = asked('theme') ?? read('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
applyLanguage();
listen();
setInterval(tick, 1_000);
