// The steps of something that takes time, and where it stands.
import type { ReactNode } from 'react';

export type Step = {
  key: string;
  state: 'done' | 'current' | 'todo' | 'failed';
  title: ReactNode;
  detail?: ReactNode;
  at?: string;
};

export function Timeline(props: { steps: readonly Step[] }) {
  return (
    <ol className="timeline">
      {props.steps.map((step) => (
        <li
          key={step.key}
          className={`timeline-step timeline-${step.state}`}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span className="timeline-mark" aria-hidden="true">
            {step.state === 'done' ? '✓' : step.state === 'failed' ? '!' : ''}
          </span>
          <div>
            <p className="timeline-title">{step.title}</p>
            {step.detail && <p className="timeline-detail">{step.detail}</p>}
          </div>
          {step.at && <time className="timeline-at figures">{step.at}</time>}
        </li>
      ))}
    </ol>
  );
}
