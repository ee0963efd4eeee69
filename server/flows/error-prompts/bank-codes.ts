/**
 * The built-in words for a bank's response codes (ISO 8583, data element 39). They speak for a code that stands in our own
 * refusals and records; a raw message that a front-end sends is the operator's to write words for. Codes of suspicion (fraud,
 * lost, stolen) say no more than "ask your bank".
 */
import type { Texts } from './catalogue.ts';

const askBank: Texts = {
  en: 'Your bank declined without a reason that we may tell. Nothing was taken. Ask your bank, or use another card.',
  zh: '银行拒绝了该交易，未扣款。请联系发卡银行，或换一张卡。',
};
const noFunds: Texts = {
  en: 'There is not enough money on this card. Nothing was taken. Use another card.',
  zh: '卡内余额不足，未扣款。请换一张卡。',
};
const expired: Texts = {
  en: 'This card has expired. Nothing was taken. Use another card.',
  zh: '该卡已过期，未扣款。请换一张卡。',
};
const overLimit: Texts = {
  en: 'This is above the limit of the card. Nothing was taken. Try a smaller amount or another card.',
  zh: '超出该卡的限额，未扣款。请减少金额或换一张卡。',
};
const notAllowed: Texts = {
  en: 'This card may not be used for this. Nothing was taken. Use another card.',
  zh: '该卡不支持此类交易，未扣款。请换一张卡。',
};
const noSuchCard: Texts = {
  en: 'The bank does not know this card. Nothing was taken. Check the card or use another one.',
  zh: '银行未找到该卡，未扣款。请核对卡片信息或换一张卡。',
};
const pinBlocked: Texts = {
  en: 'The bank has blocked this card after too many wrong codes. Nothing was taken. Ask your bank.',
  zh: '密码错误次数过多，该卡已被银行锁定，未扣款。请联系发卡银行。',
};
const laterAgain: Texts = {
  en: 'The bank cannot answer at the moment. Nothing was taken. Please try again later.',
  zh: '银行系统暂时无法处理，未扣款。请稍后再试。',
};
const notPossible: Texts = {
  en: 'The bank cannot do this. Nothing was taken. Use another card.',
  zh: '银行无法处理该交易，未扣款。请换一张卡。',
};

const byCode: Readonly<Record<string, Texts>> = {
  '01': askBank,
  '02': askBank,
  '03': notPossible,
  '04': askBank,
  '05': askBank,
  '07': askBank,
  '12': notPossible,
  '13': {
    en: 'The bank does not accept this amount. Nothing was taken.',
    zh: '银行不接受该金额，未扣款。',
  },
  '14': noSuchCard,
  '15': noSuchCard,
  '17': { en: 'You cancelled this at your bank. Nothing was taken.', zh: '您已在银行取消该交易，未扣款。' },
  '19': laterAgain,
  '25': notPossible,
  '30': notPossible,
  '33': expired,
  '34': askBank,
  '36': askBank,
  '38': pinBlocked,
  '41': askBank,
  '43': askBank,
  '51': noFunds,
  '52': noSuchCard,
  '53': noSuchCard,
  '54': expired,
  '55': {
    en: 'The bank says that the card’s code is wrong. Nothing was taken. Check it and try again.',
    zh: '银行卡密码或验证码错误，未扣款。请核对后重试。',
  },
  '57': notAllowed,
  '58': notAllowed,
  '59': askBank,
  '61': overLimit,
  '62': notAllowed,
  '63': askBank,
  '65': {
    en: 'This card was used too often today. Nothing was taken. Use another card or try tomorrow.',
    zh: '该卡今日交易次数已达上限，未扣款。请换一张卡或明日再试。',
  },
  '68': laterAgain,
  '75': pinBlocked,
  '78': {
    en: 'This card is not active yet. Nothing was taken. Ask your bank.',
    zh: '该卡尚未激活，未扣款。请联系发卡银行。',
  },
  '91': laterAgain,
  '92': laterAgain,
  '93': notPossible,
  '94': notPossible,
  '96': laterAgain,
};

export const bankCodes: readonly string[] = Object.keys(byCode);

export function bankTexts(code: string): readonly Texts[] {
  const texts = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
  return texts === undefined ? [] : [texts];
}
