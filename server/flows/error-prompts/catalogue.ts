/**
 * The built-in words for every refusal code, English and Chinese. They say what a person can do next and never name
 * internals. catalogue.test.ts holds this list against all declared codes, both ways.
 */

export type Texts = { readonly en: string; readonly zh?: string };

/** Always answers, also when everything else has failed. */
export const NEUTRAL: { readonly en: string; readonly zh: string } = {
  en: 'That did not work. Please try again, or ask for help with the reference number.',
  zh: '操作未成功，请重试；如需帮助，请提供参考编号。',
};

export function builtInTexts(code: string): readonly Texts[] {
  const texts = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
  return texts === undefined ? [] : [texts].flat();
}

/** Where there are several, the first whose placeholders can be filled is used. */
export const catalogue: Readonly<Record<string, Texts | readonly Texts[]>> = {
  // Requests
  BODY_INVALID: {
    en: 'Something in the form is not right. Check it and try again.',
    zh: '填写的内容有误，请检查后重试。',
  },
  QUERY_INVALID: {
    en: 'This list cannot be shown like that. Please reload it.',
    zh: '无法按此条件显示列表，请重新加载。',
  },
  BODY_TOO_LARGE: { en: 'This is too large to send.', zh: '发送的内容过大。' },
  HEADERS_TOO_LARGE: {
    en: 'This request is too long. Please reload the page and try again.',
    zh: '请求过长，请重新加载页面后重试。',
  },
  REQUEST_TOO_SLOW: {
    en: 'The connection is too slow. Nothing was done; please try again.',
    zh: '网络过慢，操作未执行，请重试。',
  },
  IDEMPOTENCY_KEY_MISSING: {
    en: 'This app sent an incomplete request. Please update it.',
    zh: '应用发送的请求不完整，请更新应用。',
  },
  IDEMPOTENCY_KEY_REUSED: {
    en: 'This was already sent with other contents. Please start again.',
    zh: '该请求已用其他内容提交过，请重新开始。',
  },
  NOT_FOUND: { en: 'We could not find this.', zh: '未找到相关内容。' },
  CONFLICT: { en: 'This has changed in the meantime. Please look again.', zh: '状态已变化，请刷新后查看。' },
  EXPIRED: { en: 'This has expired. Please start again.', zh: '已过期，请重新开始。' },
  PROOF_REQUIRED: { en: 'Enter your payment PIN to go on.', zh: '请输入支付密码以继续。' },
  SECOND_DEVICE_MISSING: {
    en: 'This must be confirmed on another of your devices, and there is none. Sign in on another one and let it confirm.',
    zh: '此操作需在您的另一台设备上确认，但目前没有可用设备。请在另一台设备登录并设为确认设备。',
  },
  SUPERVISOR_UNKNOWN: {
    en: 'We know nobody with this number. They need to sign in once before you can name them.',
    zh: '未找到该号码对应的用户，请对方先登录一次。',
  },
  SUPERVISOR_IS_PAYER: {
    en: 'Nobody can supervise their own payments. Choose another person.',
    zh: '不能监督本人的付款，请选择其他人。',
  },
  SUPERVISOR_DEPENDS: {
    en: 'This person depends on you, so they cannot supervise your payments. Choose somebody else.',
    zh: '对方的付款受您管理，不能监督您的付款，请选择其他人。',
  },
  SUPERVISED_ALREADY: {
    en: 'Somebody supervises your payments already. Leave that supervision first.',
    zh: '您的付款已有人监督，请先解除现有监督。',
  },
  DEPUTIES_FULL: {
    en: 'There are as many deputies as are allowed. Remove one first.',
    zh: '代理监督人已达上限，请先移除一位。',
  },
  GUARDIAN_OF_SELF: {
    en: 'You cannot be your own guardian.',
    zh: '您不能成为自己的监护人。',
  },
  GUARDIAN_CIRCLE: {
    en: 'This person looks after you, directly or through somebody else, so you cannot be the guardian.',
    zh: '对方直接或间接地是您的监护人，因此您不能成为其监护人。',
  },
  GUARDIAN_EXISTS: {
    en: 'You have asked already, or are the guardian already.',
    zh: '您已提出请求，或已是其监护人。',
  },
  GUARDIAN_COUNT_LIMIT: {
    en: 'There are as many guardians or wards as there may be.',
    zh: '监护人或被监护人的数量已达上限。',
  },
  GUARDIAN_LIMITS_INVALID: {
    en: 'A small amount can be at most the large one, and the small sum of a day at most the normal one.',
    zh: '小额上限不能高于大额界限，每日小额总额不能高于每日普通总额。',
  },
  GUARDIAN_UNTIL_PAST: { en: 'Choose a day that is still to come.', zh: '请选择今天之后的日期。' },
  GUARDIAN_ADDRESS_NOT_APPROVED: {
    en: 'For an amount like this the address must be known to your guardian. Choose one that is approved, or ask your guardian to approve it first.',
    zh: '这样的金额只能寄往监护人已同意的地址。请选择已同意的地址，或先请监护人同意。',
  },
  CHALLENGE_OVER: {
    en: 'This request has already been decided. Nothing more is needed.',
    zh: '该请求已有结果，无需再操作。',
  },
  CHALLENGE_CHANGED: {
    en: 'The request was changed. Please look at it again before you answer.',
    zh: '请求内容已变化，请重新查看后再作答。',
  },
  APPROVER_PROOF_REQUIRED: {
    en: 'Your answer needs your PIN or another proof of yours.',
    zh: '请使用您的密码或其他方式验证后再作答。',
  },
  REPLAYED: { en: 'This was already used. Please start again.', zh: '该凭证已使用过，请重新开始。' },
  RATE_LIMITED: { en: 'Too many requests. Wait a moment and try again.', zh: '操作过于频繁，请稍后再试。' },
  STREAMS_FULL: {
    en: 'This is open in too many windows. Close some and try again.',
    zh: '打开的窗口过多，请关闭部分后重试。',
  },
  BUSY: {
    en: 'We are very busy. Nothing was done; please try again in a moment.',
    zh: '系统繁忙，操作未执行，请稍后再试。',
  },
  HALTED: {
    en: 'Payments are paused while we check our books. Nothing was done; please try again later.',
    zh: '系统正在核对账目，支付已暂停，操作未执行，请稍后再试。',
  },
  STOPPING: {
    en: 'We are restarting. Nothing was done; please try again in a moment.',
    zh: '系统正在重启，操作未执行，请稍后再试。',
  },
  STORAGE_UNAVAILABLE: {
    en: 'We cannot tell yet whether this worked. Please try again; it will not be done twice.',
    zh: '暂时无法确认结果，请重试，系统不会重复执行。',
  },
  STORAGE_FULL: {
    en: 'We cannot take this at the moment. Nothing was done; please try again later.',
    zh: '系统暂时无法受理，未执行任何操作，请稍后再试。',
  },
  INTERNAL: NEUTRAL,

  // Who you are
  UNAUTHENTICATED: { en: 'Please sign in.', zh: '请先登录。' },
  FORBIDDEN: { en: 'You may not do this.', zh: '您没有此操作的权限。' },
  LOCKED: [
    {
      en: 'Too many attempts. Try again in {minutes} minutes.',
      zh: '尝试次数过多，请在 {minutes} 分钟后重试。',
    },
    { en: 'Too many attempts. Please wait and try again later.', zh: '尝试次数过多，请稍后再试。' },
  ],
  SIGNATURE_INVALID: { en: 'The message could not be verified.', zh: '消息验证未通过。' },
  CODE_WRONG: {
    en: 'The code is wrong or has expired. Ask for a new one.',
    zh: '验证码错误或已过期，请重新获取。',
  },
  CODE_NOT_SENT: {
    en: 'The code could not be sent. Please try again in a moment.',
    zh: '验证码发送失败，请稍后再试。',
  },
  PIN_WRONG: [
    { en: 'The payment PIN is wrong. Tries left: {left}.', zh: '支付密码错误，还可尝试 {left} 次。' },
    { en: 'The payment PIN is wrong.', zh: '支付密码错误。' },
  ],
  PASSKEY_INVALID: [
    {
      en: 'This passkey was not accepted. You can try {left} more times, or use your PIN.',
      zh: '通行密钥验证未通过，还可尝试 {left} 次，也可改用支付密码。',
    },
    { en: 'This passkey was not accepted. Please start again.', zh: '通行密钥验证未通过，请重新操作。' },
  ],
  PASSKEY_NOT_SET: { en: 'Add a passkey in the settings first.', zh: '请先在设置中添加通行密钥。' },
  PASSKEYS_FULL: {
    en: 'You have as many passkeys as are allowed. Remove one first.',
    zh: '通行密钥数量已达上限，请先移除一个。',
  },
  PUSH_SUBSCRIPTION_INVALID: {
    en: 'This browser cannot take notices from us.',
    zh: '此浏览器无法接收我们的通知。',
  },
  PUSH_SUBSCRIPTIONS_FULL: {
    en: 'Notices already go to as many devices as are allowed. Switch one off first.',
    zh: '接收通知的设备已达上限，请先在其他设备上关闭。',
  },
  PIN_NOT_SET: { en: 'Set a payment PIN first.', zh: '请先设置支付密码。' },
  PIN_WEAK: { en: 'This PIN is too easy to guess. Choose another.', zh: '密码过于简单，请换一个。' },
  PIN_RECOVERED: {
    en: 'Your PIN was set anew with a card less than a day ago. Until that day is over you can pay with it, but not do this.',
    zh: '您的支付密码刚通过银行卡重设。重设后24小时内可用于付款，但不能进行此操作。',
  },
  NO_BOUND_CARD: {
    en: 'You have no bound card to set a new PIN with. Please ask customer service for help.',
    zh: '您没有已绑定的银行卡，无法重设支付密码。请联系客服。',
  },
  PIN_CARD_WRONG: [
    {
      en: 'These are not the details of a card that is bound here in your own name. Tries left: {left}.',
      zh: '所填信息与您已绑定的本人银行卡不符，还可尝试 {left} 次。',
    },
    {
      en: 'These are not the details of a card that is bound here in your own name.',
      zh: '所填信息与您已绑定的本人银行卡不符。',
    },
  ],
  PIN_RECOVERY_TOO_SOON: {
    en: 'This card, your real name or this sign-in is too new to set a PIN with. Please wait, or ask customer service for help.',
    zh: '该银行卡、实名信息或本次登录时间过短，暂不能重设支付密码。请稍后再试，或联系客服。',
  },
  CURRENT_PIN_NEEDED: { en: 'Enter your present PIN to change it.', zh: '请输入当前支付密码后再修改。' },
  PAYMENT_SESSION_INVALID: { en: 'Please enter your PIN again.', zh: '请重新输入支付密码。' },
  PAYMENT_SESSION_LIMIT: { en: 'This amount needs your PIN.', zh: '该金额需要输入支付密码。' },
  REAL_NAME_TAKEN: {
    en: 'This ID number is registered under another name.',
    zh: '该证件号码已用其他姓名登记。',
  },
  LAST_OWNER: { en: 'A shop keeps at least one owner.', zh: '商户至少需要一名所有者。' },
  ADDRESS_LIMIT: {
    en: 'You have as many addresses as can be kept. Remove one first.',
    zh: '收货地址数量已达上限，请先删除一个。',
  },
  ADDRESS_REQUIRED: { en: 'Choose where this should be delivered.', zh: '请选择收货地址。' },
  ADDRESS_UNKNOWN: {
    en: 'This address is not among yours any more. Choose another.',
    zh: '该收货地址已不可用，请选择其他地址。',
  },

  // Money
  AMOUNT_INVALID: {
    en: 'Enter an amount that is above zero and not too large.',
    zh: '金额须大于零，且不能过大。',
  },
  CURRENCY_UNKNOWN: { en: 'This currency is not known.', zh: '不支持该币种。' },
  CURRENCY_MISMATCH: { en: 'The currencies do not match.', zh: '币种不一致。' },
  INSUFFICIENT_FUNDS: {
    en: 'The balance is too low. Top up or choose a card.',
    zh: '余额不足，请充值或选择银行卡。',
  },
  BALANCE_LIMIT: { en: 'The balance would become too large.', zh: '余额将超出允许范围。' },
  HOLD_NOT_OPEN: { en: 'This amount was already taken or released.', zh: '该笔预留金额已处理。' },
  TRANSFER_TO_SELF: { en: 'You cannot send money to yourself.', zh: '不能给自己转账。' },
  PAYEE_UNKNOWN: {
    en: 'We do not know this person. Check the phone number.',
    zh: '未找到收款人，请核对手机号。',
  },

  // Orders
  MERCHANT_REFERENCE_USED: { en: 'This order number was already used.', zh: '该订单号已被使用。' },
  ORDER_VERSION_STALE: {
    en: 'The order has changed. Please check it again before you pay.',
    zh: '订单已更新，请确认后再支付。',
  },
  ORDER_EMPTY: { en: 'The order is empty.', zh: '订单为空。' },
  ORDER_TOO_LARGE: { en: 'The order is too large.', zh: '订单内容过多或金额过大。' },
  ORDER_LINE_UNKNOWN: { en: 'An item is not part of this order.', zh: '商品不在该订单中。' },
  ORDER_BEING_PAID: { en: 'This order is being paid right now.', zh: '订单正在支付中。' },
  ORDER_ALREADY_PAID: { en: 'This order has been paid.', zh: '订单已支付。' },
  ORDER_CANCELLED: { en: 'This order was cancelled.', zh: '订单已取消。' },
  ORDER_EXPIRED: {
    en: 'This order has expired. Ask the shop for a new one.',
    zh: '订单已过期，请联系商户重新下单。',
  },
  ORDER_NOT_PAID: { en: 'This order has not been paid.', zh: '订单尚未支付。' },
  QUANTITY_OVER_STOCK: [
    { en: 'Only {stock} left in stock.', zh: '库存仅剩 {stock} 件。' },
    { en: 'There are not that many in stock.', zh: '库存不足。' },
  ],
  REFUND_ABOVE_CAPTURED: { en: 'More than was paid cannot be refunded.', zh: '退款金额不能超过已支付金额。' },
  INSTRUMENT_UNUSABLE: {
    en: 'This card cannot be used. Choose another.',
    zh: '该银行卡不可用，请选择其他银行卡。',
  },

  // Cards
  CARD_NUMBER_INVALID: { en: 'This card number is not right. Check the digits.', zh: '卡号有误，请核对。' },
  CARD_REFUSED: {
    en: 'This card cannot be added. Check the details, or use another card.',
    zh: '无法添加该银行卡，请核对信息或换一张卡。',
  },
  CARD_CODE_WRONG: [
    { en: 'The code is wrong. Tries left: {left}.', zh: '验证码错误，还可尝试 {left} 次。' },
    { en: 'The code is wrong or has expired.', zh: '验证码错误或已过期。' },
  ],

  // The bank
  BANK_DECLINED: {
    en: 'The bank declined. Nothing was taken. Try another card.',
    zh: '银行拒绝了该交易，未扣款。请换一张卡。',
  },
  BANK_UNAVAILABLE: {
    en: 'The bank does not answer. Nothing was taken; try again later.',
    zh: '银行暂无响应，未扣款，请稍后再试。',
  },
  FOUR_EYES: {
    en: 'Another operator must confirm this, and neither of you may receive the money.',
    zh: '须由另一位操作员确认，且双方均不得为收款人。',
  },

  // Webhooks and prompts: merchants and operators
  WEBHOOK_URL_INVALID: {
    en: 'Enter a full https address, without user name or password.',
    zh: '请输入完整的 https 地址，不含用户名和密码。',
  },
  WEBHOOK_TARGET_PRIVATE: {
    en: 'This address is inside a private network. Choose a public one.',
    zh: '该地址位于内网，请使用公网地址。',
  },
  CURSOR_AHEAD: {
    en: 'We cannot go on from this place. Please reload.',
    zh: '无法从此处继续，请刷新页面。',
  },
  WEBHOOK_ENDPOINTS_FULL: {
    en: 'There are too many webhook addresses. Delete one first.',
    zh: '回调地址过多，请先删除一个。',
  },
  PROMPT_PATTERN_INVALID: { en: 'This pattern is not valid.', zh: '该匹配模式无效。' },
  PROMPT_PLACEHOLDER_UNKNOWN: {
    en: 'The text holds a placeholder that is not allowed.',
    zh: '文本包含不允许的占位符。',
  },
  PROMPT_RULES_FULL: { en: 'There are too many rules. Delete one first.', zh: '规则过多，请先删除一条。' },
};
