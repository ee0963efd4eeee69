// A secret that is shown once: copy it or lose it. It lives in the caller's state only and is never stored.
import { useTranslation } from 'react-i18next';
import { Button } from '../../shared/components/Button.tsx';
import { notify } from '../../shared/components/Notices.tsx';

export function OnceShown(props: { title: string; lead: string; value: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="till-once" role="status">
      <h2>{props.title}</h2>
      <p>{props.lead}</p>
      <code className="mono">{props.value}</code>
      <div className="till-pay-acts">
        <Button
          onClick={() =>
            void navigator.clipboard.writeText(props.value).then(() => notify(t('action.copied'), 'good'))
          }
        >
          {t('action.copy')}
        </Button>
        <Button kind="quiet" onClick={props.onClose}>
          {t('action.done')}
        </Button>
      </div>
    </section>
  );
}
