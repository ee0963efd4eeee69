// Secrets that are shown once: copy them or lose them. They live in the caller's state only and are never stored. Another one
// stands beside those that are still there, and never in their place.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../shared/components/Button.tsx';
import { notify } from '../../shared/components/Notices.tsx';

/** `of`: what the secret belongs to, as its list below calls it. */
type Secret = { of: string; value: string };

export function useOnceShown() {
  const [secrets, setSecrets] = useState<readonly Secret[]>([]);
  return {
    secrets,
    show: (secret: Secret) => setSecrets((others) => [secret, ...others]),
    done: (value: string) => setSecrets((all) => all.filter((one) => one.value !== value)),
  };
}

export function OnceShown(props: { title: string; lead: string; once: ReturnType<typeof useOnceShown> }) {
  const { t } = useTranslation();
  return props.once.secrets.map(({ of, value }) => (
    <section key={value} className="till-once" role="status">
      <h2>{props.title}</h2>
      <p className="till-once-of">{of}</p>
      <p>{props.lead}</p>
      <code className="mono">{value}</code>
      <div className="till-pay-acts">
        <Button
          onClick={() =>
            void navigator.clipboard.writeText(value).then(() => notify(t('action.copied'), 'good'))
          }
        >
          {t('action.copy')}
        </Button>
        <Button kind="quiet" onClick={() => props.once.done(value)}>
          {t('action.done')}
        </Button>
      </div>
    </section>
  ));
}
