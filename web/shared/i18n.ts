// English and Chinese. Only the words of the language in use are loaded; `?lang=` beats the stored choice beats the browser.
import i18next, { type ResourceLanguage } from 'i18next';
import { useSyncExternalStore } from 'react';
import { initReactI18next } from 'react-i18next';
import { pickLanguage } from './language.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { en: 'English', zh: '简体中文' };

export type Words = { readonly [key: string]: string | Words };
export type WordLoaders = Record<Language, () => Promise<{ default: Words }>>;

const storageKey = 'bursar.language';
const shared: WordLoaders = {
  en: () => import('./words/en.ts'),
  zh: () => import('./words/zh.ts'),
};
let appWords: WordLoaders | undefined;
/** Chosen, though its words may still be on their way. */
let choice: Language | undefined;
const listeners = new Set<() => void>();

/** Loads the words and starts i18next. A page's own words are looked up first, then the shared ones. */
export async function startWords(words: WordLoaders): Promise<void> {
  appWords = words;
  const language = pickLanguage({
    query: new URLSearchParams(window.location.search).get('lang'),
    stored: localStorage.getItem(storageKey),
    browser: navigator.languages,
  });
  const resources: Record<string, ResourceLanguage> = { [language]: await load(language) };
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['page', 'shared'],
    defaultNS: 'page',
    fallbackNS: 'shared',
    resources,
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  markDocument(language);
  // Chosen in another tab or frame of the same site.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === storageKey && (newValue === 'en' || newValue === 'zh')) void speak(newValue);
  });
}

export function currentLanguage(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}

/** What was chosen last: a switch shows it at once, so that the next tap is on what the person sees. */
export function useLanguageChoice(): Language {
  return useSyncExternalStore(subscribe, () => choice ?? currentLanguage());
}

/** Of several in a row the last holds, whichever words come first. */
async function speak(language: Language): Promise<void> {
  choose(language);
  try {
    const bundles = Object.entries(await load(language));
    if (choice !== language) return;
    for (const [namespace, words] of bundles) i18next.addResourceBundle(language, namespace, words);
    // Before the screens change, so that the title that a screen then gives stays.
    markDocument(language);
    await i18next.changeLanguage(language);
  } finally {
    // Without its words it is not spoken, and no switch may say that it is.
    if (choice === language) choose(undefined);
  }
}

function choose(language: Language | undefined): void {
  choice = language;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function load(language: Language): Promise<{ page: Words; shared: Words }> {
  const [page, common] = await Promise.all([appWords?.[language](), shared[language]()]);
  return { page: page?.default ?? {}, shared: common.default };
}

function markDocument(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  if (i18next.exists('pageTitle', { lng: language }))
    document.title = i18next.t('pageTitle', { lng: language });
}
