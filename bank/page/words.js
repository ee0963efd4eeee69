// The page's texts in English and Chinese.

const en = {
  skip: 'Skip to content',
  title: 'Sandbox Bank',
  tagline: 'The bank behind the platform. Play money, real rules.',
  atAGlance: 'At a glance',
  live: 'Live',
  offline: 'Not connected. Trying again…',
  down: 'Playing dead',
  light: 'Light',
  dark: 'Dark',
  settlement: 'Platform settlement account',
  books: 'Books',
  booksGood: 'Balanced',
  booksBad: 'NOT balanced',
  booksDetail: '{n} movements, sum zero',
  waiting: 'Awaiting confirmation',
  waitingDetail: 'debits',
  unheard: 'Unheard callbacks',
  unheardDetail: 'among the latest',
  pendingDebits: 'Pending debits',
  pendingHint: 'Money waits until the platform confirms.',
  nonePending: 'Nothing is waiting.',
  secondsLeft: '{n} s left',
  working: 'being worked on',
  operations: 'Recent operations',
  noOperations: 'No card has been charged yet. Debits, refunds and payouts appear here as they happen.',
  accounts: 'Accounts and cards',
  available: 'available {amount}',
  copy: 'Copy number',
  copied: 'Copied',
  reportLost: 'Report lost',
  reactivate: 'Reactivate',
  lost: 'lost',
  expires: 'exp. {date}',
  reserved: 'reserved phone {phone}',
  debit: 'Debit',
  credit: 'Credit',
  messages: 'Telephone network',
  messagesHint: 'Text messages arrive here instead of on a real phone.',
  allPhones: 'All phones',
  phone: 'Phone',
  noMessages: 'No messages yet. Codes for cards and sign-in will show up here.',
  to: 'to {who}',
  lies: 'Make the bank misbehave',
  liesHint: 'Replies and timing go wrong. The books stay right.',
  noLies: 'The bank behaves.',
  lie: 'Fault',
  onOperation: 'On',
  times: 'Times',
  delay: 'Delay, seconds',
  code: 'Code',
  order: 'Start this fault',
  truth: 'Behave again',
  remove: 'Stop: {lie}',
  timesLeft: '{n}× left',
  always: 'until stopped',
  failed: 'That did not work. Is the bank running?',
  state_pending: 'Pending',
  state_done: 'Done',
  state_declined: 'Declined',
  operation_debits: 'Debit',
  operation_refunds: 'Refund',
  operation_transfers: 'Payout',
  operation_cancel: 'Cancelled',
  lied_debits: 'Debits',
  lied_refunds: 'Refunds',
  lied_transfers: 'Payouts',
  lied_cancel: 'Cancelling',
  lied_query: 'Queries',
  lied_statements: 'Statements',
  'lied_card-verifications': 'Card verification',
  lied_sms: 'Text messages',
  'lied_*': 'Everything',
  heard: 'platform told',
  notHeard: 'telling the platform, {n} tries',
  lie_timeout: 'Time-out',
  lie_timeout_why: 'Does nothing and never answers.',
  'lie_lost-reply': 'Lost reply',
  'lie_lost-reply_why': 'Does the work and never answers.',
  lie_late: 'Late answer',
  lie_late_why: 'Does the work at once, answers and calls back late.',
  lie_slow: 'Slow',
  lie_slow_why: 'Waits before it does the work.',
  lie_pending: 'Undecided',
  lie_pending_why: 'Answers “pending” and does the work later.',
  lie_twice: 'Calls back twice',
  lie_twice_why: 'Sends every callback two times.',
  'lie_drop-callback': 'No callback',
  'lie_drop-callback_why': 'Never calls back.',
  'lie_wrong-amount': 'Wrong amount',
  'lie_wrong-amount_why': 'Says a tenth of the amount; moves the right one.',
  lie_decline: 'Decline',
  lie_decline_why: 'Says no, with the code you give.',
  lie_down: 'Down',
  lie_down_why: 'Answers 503. For everything: also asks and calls back nobody.',
};

const zh = {
  'almost empty': '余额不足',
  expired: '已过期',
  'reserved phone is not the owner’s': '预留手机不是本人号码',
  skip: '跳到正文',
  title: '沙盒银行',
  tagline: '平台背后的银行。钱是假的，规矩是真的。',
  atAGlance: '概览',
  live: '实时',
  offline: '连接已断开，正在重试…',
  down: '假装宕机',
  light: '浅色',
  dark: '深色',
  settlement: '平台结算账户',
  books: '账簿',
  booksGood: '借贷平衡',
  booksBad: '不平衡！',
  booksDetail: '{n} 笔记账，合计为零',
  waiting: '等待确认',
  waitingDetail: '笔扣款',
  unheard: '未送达回调',
  unheardDetail: '最近的操作中',
  pendingDebits: '待扣款',
  pendingHint: '平台确认之前，资金不会移动。',
  nonePending: '没有等待中的扣款。',
  secondsLeft: '剩余 {n} 秒',
  working: '处理中',
  operations: '最近操作',
  noOperations: '还没有任何交易。扣款、退款和付款会实时显示在这里。',
  accounts: '账户与银行卡',
  available: '可用 {amount}',
  copy: '复制卡号',
  copied: '已复制',
  reportLost: '挂失',
  reactivate: '解除挂失',
  lost: '已挂失',
  expires: '有效期 {date}',
  reserved: '预留手机 {phone}',
  debit: '借记卡',
  credit: '信用卡',
  messages: '电话网络',
  messagesHint: '短信显示在这里，不会发到真实手机。',
  allPhones: '全部号码',
  phone: '号码',
  noMessages: '还没有短信。绑卡和登录验证码会显示在这里。',
  to: '发给 {who}',
  lies: '让银行出错',
  liesHint: '只有应答和时间会出错，账簿始终正确。',
  noLies: '银行一切正常。',
  lie: '故障',
  onOperation: '作用于',
  times: '次数',
  delay: '延迟(秒)',
  code: '代码',
  order: '启动故障',
  truth: '恢复正常',
  remove: '停止：{lie}',
  timesLeft: '还剩 {n} 次',
  always: '直到停止',
  failed: '操作失败。银行在运行吗？',
  state_pending: '处理中',
  state_done: '已完成',
  state_declined: '已拒绝',
  operation_debits: '扣款',
  operation_refunds: '退款',
  operation_transfers: '付款',
  operation_cancel: '已取消',
  lied_debits: '扣款',
  lied_refunds: '退款',
  lied_transfers: '付款',
  lied_cancel: '取消',
  lied_query: '查询',
  lied_statements: '对账单',
  'lied_card-verifications': '银行卡验证',
  lied_sms: '短信',
  'lied_*': '全部',
  heard: '已通知平台',
  notHeard: '正在通知平台，已试 {n} 次',
  lie_timeout: '超时',
  lie_timeout_why: '什么也不做，也不应答。',
  'lie_lost-reply': '应答丢失',
  'lie_lost-reply_why': '照做，但不应答。',
  lie_late: '应答迟到',
  lie_late_why: '立即执行，稍后才应答和回调。',
  lie_slow: '缓慢',
  lie_slow_why: '等待一段时间才执行。',
  lie_pending: '未决',
  lie_pending_why: '先答“处理中”，稍后执行。',
  lie_twice: '重复回调',
  lie_twice_why: '每个回调发送两次。',
  'lie_drop-callback': '不回调',
  'lie_drop-callback_why': '从不回调。',
  'lie_wrong-amount': '金额错误',
  'lie_wrong-amount_why': '报出十分之一的金额，实际金额正确。',
  lie_decline: '拒绝',
  lie_decline_why: '以指定代码拒绝。',
  lie_down: '宕机',
  lie_down_why: '应答 503；若作用于全部，也不再询问和回调。',
};

const WORDS = { en, zh };

export const LIES = [
  'timeout',
  'lost-reply',
  'late',
  'slow',
  'pending',
  'twice',
  'drop-callback',
  'wrong-amount',
  'decline',
  'down',
];
export const OPERATIONS = [
  'debits',
  'refunds',
  'transfers',
  'card-verifications',
  'query',
  'cancel',
  'statements',
  'sms',
  '*',
];

let language = asked('lang') ?? read('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
if (!(language in WORDS)) language = 'en';

export const currentLanguage = () => language;

export function changeLanguage() {
  language = language === 'en' ? 'zh' : 'en';
  keep('language', language);
}

/** A text, with its {placeholders} filled in. */
export function t(key, values = {}) {
  const text = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** A choice in the address, for whoever shows this page in a frame: it beats the stored one. */
export function asked(name) {
  return new URLSearchParams(location.search).get(name);
}

/** Storage may be forbidden (in a frame, say); then the choice lasts as long as the page. */
export function read(name) {
  try {
    return localStorage.getItem(`bank-${name}`);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`bank-${name}`, value);
  } catch {
    // Not kept.
  }
}
