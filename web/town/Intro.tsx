// "What happens here", for people who see it for the first time. Hidden once read; the button in the bar brings it back.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const storageKey = 'bursar.town.intro';

export type IntroChoice = { open: boolean; show: (open: boolean) => void };

/** Open at first where there is room for it. */
export function useIntro(): IntroChoice {
  const [open, setOpen] = useState(() => {
    const kept = localStorage.getItem(storageKey);
    return kept === null ? window.innerWidth >= 1180 : kept === 'open';
  });
  return {
    open,
    show(next) {
      setOpen(next);
      localStorage.setItem(storageKey, next ? 'open' : 'read');
    },
  };
}

export function IntroButton({ choice }: { choice: IntroChoice }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="town-intro-open"
      aria-expanded={choice.open}
      onClick={() => choice.show(!choice.open)}
    >
      {t('intro.open')}
    </button>
  );
}

export function Intro(props: { choice: IntroChoice; pin: string; shop: string }) {
  const { t } = useTranslation();
  const { choice, pin, shop } = props;
  if (!choice.open) return null;
  return (
    <section className="town-intro" aria-label={t('intro.title')}>
      <ol>
        {(['phones', 'till', 'bank', 'journal'] as const).map((name) => (
          <li key={name}>
            <h3>{t(`intro.${name}`)}</h3>
            <p>{t(`intro.${name}Text`, { pin, shop })}</p>
          </li>
        ))}
      </ol>
      <button type="button" onClick={() => choice.show(false)}>
        {t('intro.hide')}
      </button>
    </section>
  );
}
