// "Are you sure?" as a promise: call `confirm` from anywhere, mount <Confirm/> once.
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../shared/components/Button.tsx';
import { Sheet } from '../shared/components/Sheet.tsx';

type Question = { text: string; yes: string; no?: string; answer: (sure: boolean) => void };

let asked: Question | undefined;
const listeners = new Set<() => void>();

/** True when the person says yes; closing the sheet is a no. */
export function confirm(question: { text: string; yes: string; no?: string }): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => show({ ...question, answer: resolve }));
}

export function Confirm() {
  const { t } = useTranslation();
  const question = useSyncExternalStore(subscribe, () => asked);
  const answer = (sure: boolean) => {
    question?.answer(sure);
    show(undefined);
  };
  return (
    <Sheet open={question !== undefined} onClose={() => answer(false)} title={question?.yes ?? ''}>
      <div className="till-form">
        <p>{question?.text}</p>
        <Button kind="danger" size="large" block onClick={() => answer(true)}>
          {question?.yes}
        </Button>
        <Button kind="quiet" block onClick={() => answer(false)}>
          {question?.no ?? t('action.cancel')}
        </Button>
      </div>
    </Sheet>
  );
}

function show(next: Question | undefined): void {
  asked = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
