// Language and appearance, chosen in one tap.
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language, languageNames, languages, useLanguageChoice } from '../i18n.ts';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../theme.ts';

/** A row of choices of which one holds; arrow keys move as in any radio group. */
export function Segmented<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  name: string;
}) {
  return (
    <fieldset className="segmented">
      <legend className="unseen">{props.label}</legend>
      {props.options.map((option) => (
        <label key={option.value} className={option.value === props.value ? 'segment segment-on' : 'segment'}>
          <input
            type="radio"
            className="unseen"
            name={props.name}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

export function LanguageSwitch(props: { compact?: boolean; onChoose?: (language: Language) => void }) {
  const { t } = useTranslation();
  const language = useLanguageChoice();
  function choose(next: Language) {
    void chooseLanguage(next);
    props.onChoose?.(next);
  }
  if (props.compact) {
    const other = language === 'en' ? 'zh' : 'en';
    return (
      <button type="button" className="language-button" lang={other} onClick={() => choose(other)}>
        {other === 'zh' ? '中文' : 'English'}
      </button>
    );
  }
  return (
    <Segmented
      name="language"
      label={t('language.label')}
      value={language}
      options={languages.map((value) => ({ value, label: languageNames[value] }))}
      onChange={choose}
    />
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const choice = useThemeChoice();
  const options: ThemeChoice[] = ['system', 'light', 'dark'];
  return (
    <Segmented
      name="theme"
      label={t('theme.label')}
      value={choice}
      options={options.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChange={chooseTheme}
    />
  );
}
