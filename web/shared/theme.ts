// Light or dark: the person's choice, else the system's. The choice is a `data-theme` attribute that tokens.css obeys.
import { useSyncExternalStore } from 'react';
import { type Mode, palette } from './palette.ts';

export type ThemeChoice = 'system' | Mode;

const storageKey = 'bursar.theme';
const listeners = new Set<() => void>();
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const wishesStillness = window.matchMedia('(prefers-reduced-motion: reduce)');

export function themeChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, choice);
  applyTheme();
}

/** Call once before the first paint; `?theme=dark` overrides the stored choice for this page only. */
export function startTheme(): void {
  systemDark.addEventListener('change', applyTheme);
  window.addEventListener('storage', (event) => {
    if (event.key === storageKey) applyTheme();
  });
  applyTheme();
}

export function useMode(): Mode {
  return useSyncExternalStore(subscribe, currentMode);
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
}

/** The theme object for antd's ConfigProvider; pass antd's own algorithms, so that this file does not import antd. */
export function antdTheme<Algorithm>(mode: Mode, algorithms: { light: Algorithm; dark: Algorithm }) {
  const colours = palette[mode];
  return {
    algorithm: algorithms[mode],
    token: {
      colorPrimary: colours.jade,
      colorSuccess: colours.jade,
      colorWarning: colours.amber,
      colorError: colours.red,
      colorInfo: colours.blue,
      colorLink: colours.jade,
      colorPrimaryBg: colours.jadeSoft,
      colorSuccessBg: colours.jadeSoft,
      colorSuccessBorder: colours.jadeSoft,
      colorWarningBg: colours.amberSoft,
      colorWarningBorder: colours.amberSoft,
      colorErrorBg: colours.redSoft,
      colorErrorBorder: colours.redSoft,
      colorInfoBg: colours.blueSoft,
      colorInfoBorder: colours.blueSoft,
      colorText: colours.ink,
      colorTextSecondary: colours.ink2,
      colorTextTertiary: colours.ink3,
      colorTextPlaceholder: colours.ink3,
      colorTextLightSolid: colours.onJade,
      colorBgLayout: colours.paper,
      colorBgContainer: colours.surface,
      colorBgElevated: colours.surface,
      colorBorder: colours.lineStrong,
      colorBorderSecondary: colours.line,
      borderRadius: 10,
      fontFamily: 'var(--font)',
      fontFamilyCode: 'var(--font-mono)',
      fontSize: 14,
      controlHeight: 36,
      // What opens stands where it will stay at once: a click on something that still moves goes beside it.
      motion: !wishesStillness.matches,
    },
    components: {
      Segmented: { trackBg: colours.inset, itemSelectedBg: colours.surface, itemSelectedColor: colours.ink },
      Table: {
        headerBg: colours.surface,
        headerColor: colours.ink2,
        headerSplitColor: 'transparent',
        rowHoverBg: colours.inset,
      },
    },
  };
}

function currentMode(): Mode {
  const forced = new URLSearchParams(window.location.search).get('theme');
  const choice = forced === 'light' || forced === 'dark' ? forced : themeChoice();
  if (choice !== 'system') return choice;
  return systemDark.matches ? 'dark' : 'light';
}

function applyTheme(): void {
  const mode = currentMode();
  document.documentElement.dataset.theme = mode;
  // antd-mobile's own switch for its dark theme.
  document.documentElement.dataset.prefersColorScheme = mode;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
