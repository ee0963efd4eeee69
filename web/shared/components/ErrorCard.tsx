// What went wrong, for people: the server's prompt, whether money moved, a reference to quote, and a way on.
import { useTranslation } from 'react-i18next';
import { Problem } from '../problem.ts';
import { Button } from './Button.tsx';

export function ErrorCard(props: { error: unknown; onRetry?: (() => void) | undefined; compact?: boolean }) {
  const { t } = useTranslation();
  const words = useProblemWords(props.error);
  return (
    <div className={props.compact ? 'error-card error-card-compact' : 'error-card'} role="alert">
      <p className="error-card-prompt">{words.prompt}</p>
      {words.effect && <p className="error-card-effect">{words.effect}</p>}
      {words.reference && !isPlain(props.error) && (
        <p className="error-card-reference mono">{words.reference}</p>
      )}
      {props.onRetry && !isGone(props.error) && (
        <Button kind="quiet" size="small" onClick={props.onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  );
}

/** The same words for other places, say a notice. */
export function useProblemWords(error: unknown): { prompt: string; effect?: string; reference?: string } {
  const { t } = useTranslation();
  if (!(error instanceof Problem)) return { prompt: t('error.neutral') };
  const prompt = error.prompt ?? t(error.status === 0 ? 'error.noConnection' : 'error.neutral');
  return {
    prompt,
    ...(error.effect === 'unknown' ? { effect: t('error.effectUnknown') } : {}),
    ...(error.effect === 'applied' ? { effect: t('error.effectApplied') } : {}),
    ...(error.reference ? { reference: t('error.reference', { reference: error.reference }) } : {}),
  };
}

/** What is not there now will not be there at a second look. */
function isGone(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

/** A slip that a person sees and mends himself: a reference to quote would only be noise. */
function isPlain(error: unknown): boolean {
  return error instanceof Problem && slips.has(error.code);
}
const slips = new Set(['PIN_WRONG', 'PIN_WEAK', 'CODE_WRONG', 'LOCKED']);
