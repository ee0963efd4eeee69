// Which language to speak. Pure, so that it can be tested without a browser.

export function pickLanguage(wish: {
  query: string | null;
  stored: string | null;
  browser: readonly string[];
}): 'en' | 'zh' {
  for (const tag of [wish.query, wish.stored, ...wish.browser]) {
    const language = tag?.toLowerCase().split('-')[0];
    if (language === 'zh' || language === 'en') return language;
  }
  return 'en';
}
