// The words of the page for addresses where nothing is, in Chinese.
export default {
  pageTitle: '页面不存在 · Bursar',
  missing: {
    title: '这里没有页面',
    text: '请检查网址：可能有输错的字母，或页面已移走。您的资金没有变化。',
    home: '返回首页',
    doors: '其他入口',
    wallet: '钱包',
    till: '收银台',
    console: '控制台',
  },
};
