// The state of anything, as a small coloured word. Colour never stands alone: the word says the same.
import { useTranslation } from 'react-i18next';

type Tone = 'good' | 'wait' | 'bad' | 'info' | 'quiet';

const tones: Record<string, Tone> = {
  open: 'info',
  paying: 'wait',
  waiting: 'wait',
  paid: 'good',
  done: 'good',
  bound: 'good',
  verified: 'good',
  posted: 'good',
  delivered: 'good',
  pending: 'wait',
  unknown: 'wait',
  unverified: 'wait',
  asking: 'wait',
  held: 'wait',
  failed: 'bad',
  declined: 'bad',
};

export function StatePill(props: { state: string; label?: string; tone?: Tone }) {
  const { t } = useTranslation();
  const tone = props.tone ?? tones[props.state] ?? 'quiet';
  return (
    <span className={`pill pill-${tone}`}>
      {props.label ?? t(`state.${props.state}`, { defaultValue: props.state })}
    </span>
  );
}
