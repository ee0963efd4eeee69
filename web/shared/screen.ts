// What a screen owes to whoever does not see it appear: a title of its own for the window, and a place for the focus when what
// had it went away with the screen before.
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

let shown = 0;

/** Give the ref to the screen's heading. `name` is for screens whose heading says something else, say a person's name. */
export function useScreen(name?: string): RefObject<HTMLHeadingElement | null> {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    shown += 1;
    // The page's first screen: reading begins at the top, with the way past the menu.
    if (shown > 1 && isFocusLost()) focusQuietly(heading.current);
  }, []);
  useEffect(() => {
    const words = name ?? heading.current?.textContent?.trim();
    document.title = words ? `${words} · ${t('pageTitle')}` : t('pageTitle');
    return () => {
      document.title = t('pageTitle');
    };
  });
  return heading;
}

/** True when nothing that can be used has the focus. */
export function isFocusLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body;
}

/** For what is no control: it takes the focus, but is no stop of the Tab key. */
export function focusQuietly(element: HTMLElement | null | undefined): void {
  if (!element) return;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
