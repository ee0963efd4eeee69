// The stories as buttons; what came of them is said in a notice.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../shared/components/Notices.tsx';
import { Problem } from '../shared/problem.ts';
import type { Credentials } from './credentials.ts';
import { type Open, type Story, stories } from './scenarios.ts';

export function Scenarios(props: {
  credentials: Credentials;
  onStart: (story: Story) => void;
  open: Open;
  onTold: (story: Story) => void;
}) {
  const { t } = useTranslation();
  const [running, setRunning] = useState<string>();

  async function tell(story: Story) {
    setRunning(story.name);
    props.onStart(story);
    try {
      const said = await story.tell(props.credentials, props.open);
      notify(t(`scenario.${said.word}`, said.values ?? {}), said.tone);
      props.onTold(story);
    } catch (error) {
      const isLost = error instanceof Problem && error.status === 0;
      const prompt = error instanceof Problem ? error.prompt : undefined;
      notify(prompt ?? t(isLost ? 'error.noConnection' : 'error.neutral'), 'bad');
    } finally {
      setRunning(undefined);
    }
  }

  return (
    <section className="town-stories" aria-label={t('scenario.title')}>
      <h2>{t('scenario.title')}</h2>
      <ul>
        {stories.map((story) => (
          <li key={story.name}>
            <button
              type="button"
              className={running === story.name ? 'town-story town-story-running' : 'town-story'}
              disabled={running !== undefined}
              onClick={() => void tell(story)}
            >
              <strong>{t(`scenario.${story.name}`)}</strong>
              <span>{t(`scenario.${story.name}Lead`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
