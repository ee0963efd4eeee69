/**
 * What a notice says. It passes through the push services of browser makers and shows on locked screens: it never says who,
 * how much or what for. Whoever opens it signed in sees that.
 */
import type { Instant } from '../../kernel/time.ts';
import type { Effect } from '../journal/index.ts';

type Text = { readonly title: string; readonly body: string };

const notices = {
  'challenge.asked': {
    en: {
      title: 'Your approval is asked for',
      body: 'Something waits for your yes or no. Tap to look at it.',
    },
    zh: { title: '有一项请求等待您确认', body: '请点按查看详情，并选择同意或拒绝。' },
  },
  'challenge.approved': {
    en: { title: 'Approved', body: 'What you asked for was approved. Tap to see it.' },
    zh: { title: '请求已获同意', body: '您的请求已获同意，请点按查看。' },
  },
  'challenge.refused': {
    en: { title: 'Refused', body: 'What you asked for was refused. Tap to see why.' },
    zh: { title: '请求被拒绝', body: '您的请求被拒绝，请点按查看原因。' },
  },
  'challenge.cancelled': {
    en: { title: 'No longer needed', body: 'A request for your approval was withdrawn.' },
    zh: { title: '请求已撤回', body: '一项等待您确认的请求已被撤回。' },
  },
  'challenge.expired': {
    en: { title: 'Too late', body: 'A request for approval has run out of time.' },
    zh: { title: '请求已过期', body: '一项等待确认的请求已超过时限。' },
  },
  'guardian.notice': {
    en: { title: 'A payment was made', body: 'Someone in your care has paid. Tap to see it.' },
    zh: { title: '有一笔新的支付', body: '您监护的家人完成了一笔支付，请点按查看。' },
  },
  'guardian.pin-recovered': {
    en: {
      title: 'A new payment PIN was set',
      body: 'Someone in your care used a bank card for it. Ask whether that was meant.',
    },
    zh: { title: '支付密码已重设', body: '您监护的家人通过银行卡重设了支付密码，请向其确认是否为本人操作。' },
  },
  'supervision.resigned': {
    en: { title: 'Supervision has ended', body: 'Your payments are no longer supervised. Tap to see more.' },
    zh: { title: '付款监督已结束', body: '您的付款不再有人监督，请点按查看。' },
  },
  'instrument.bound': {
    en: {
      title: 'A card was added to your wallet',
      body: 'If that was not you, remove it and sign out other devices.',
    },
    zh: { title: '钱包已添加银行卡', body: '如非本人操作，请移除该卡并退出其他设备。' },
  },
  'pin-recovery.begun': {
    en: {
      title: 'A new payment PIN is being set',
      body: 'If that is not you, open your wallet and sign out other devices.',
    },
    zh: { title: '正在重设支付密码', body: '如非本人操作，请打开钱包并退出其他设备。' },
  },
  'pin-recovery.done': {
    en: {
      title: 'Your payment PIN was changed',
      body: 'It was set anew with a card. If that was not you, get help at once.',
    },
    zh: { title: '支付密码已重设', body: '支付密码已通过您的银行卡重设。如非本人操作，请立即联系客服。' },
  },
} as const satisfies Record<string, { readonly en: Text; readonly zh: Text }>;

export type NoticeKey = keyof typeof notices;
export const noticeKeys = Object.keys(notices) as NoticeKey[];

export function noticeText(key: NoticeKey, locale: 'en' | 'zh'): Text {
  return notices[key][locale];
}

export const MAX_PEOPLE = 50;

export type Notice = {
  readonly people: readonly string[];
  readonly notice: NoticeKey;
  /** What it leads to; null: the wallet's first page. */
  readonly challenge: string | null;
  /** After this it would be late: it is not sent any more, and push services forget it. ISO time. */
  readonly until: string | null;
};

/** For decisions: tells these people after the commit, on the devices where they want it. */
export function pushEffect(notice: {
  readonly people: readonly string[];
  readonly notice: NoticeKey;
  readonly challenge?: string;
  readonly until?: Instant;
}): Effect {
  const { people, challenge = null, until } = notice;
  const payload: Notice = {
    people: people.slice(0, MAX_PEOPLE),
    notice: notice.notice,
    challenge,
    until: until === undefined ? null : new Date(until).toISOString(),
  };
  return { task: 'push.send', payload };
}
