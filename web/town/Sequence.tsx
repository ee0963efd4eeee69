// The live sequence diagram: five lanes, and every journal entry as a box with its call, its movements and its answer.
import type { TFunction } from 'i18next';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actName } from '../shared/actName.ts';
import { currentLanguage } from '../shared/i18n.ts';
import { useInView } from '../shared/live.tsx';
import { formatMoney } from '../shared/money.ts';
import { clockTime } from '../shared/time.ts';
import { apiAs } from './credentials.ts';
import { type Account, type Act, actsOf, type Entry, lanes, readEntry } from './sequence.ts';

const maxEntries = 60;
/** What the demo does for itself at each start; the console shows it, here it would only hide the story. */
const seeding = new Set(['session.grant', 'operator.grant']);

/** Follows GET /demo/journal; keeps the latest entries. */
function useJournal(): { entries: readonly Entry[]; live: boolean } {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [live, setLive] = useState(false);
  const inView = useInView();
  useEffect(() => {
    if (!inView) return setLive(false);
    const stop = new AbortController();
    void apiAs().follow({
      path: '/demo/journal',
      signal: stop.signal,
      onState: (state) => setLive(state === 'live'),
      onEvent: (raw) => {
        const entry = readEntry(raw);
        if (!entry || seeding.has(entry.kind)) return;
        setEntries((known) =>
          known.some(({ seq }) => seq === entry.seq) ? known : [...known.slice(1 - maxEntries), entry],
        );
      },
    });
    return () => stop.abort();
  }, [inView]);
  return { entries, live };
}

export function Sequence() {
  const { t } = useTranslation();
  const { entries, live } = useJournal();
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const newest = entries.at(-1)?.seq;

  // Shown again after it was out of view (on a phone only one place is shown): back to the newest.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      if (follows) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [follows]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when a newer entry has come
  useEffect(() => {
    const element = scroller.current;
    if (follows && element) element.scrollTo({ top: element.scrollHeight, behavior: 'smooth' });
  }, [newest, follows]);

  return (
    <section className="seq" data-place="journal" aria-label={t('seq.title')}>
      <header className="seq-head">
        <div>
          <h2>{t('seq.title')}</h2>
          <p>{t('seq.lead')}</p>
        </div>
        <span className={live ? 'town-live town-live-on' : 'town-live'}>
          {live ? t('live') : t('waiting')}
        </span>
      </header>
      <div className="seq-lanes" aria-hidden="true">
        {lanes.map((lane) => (
          <span key={lane} className={`seq-lane seq-lane-${lane}`}>
            {t(`lane.${lane}`)}
          </span>
        ))}
      </div>
      <div
        className="seq-scroll"
        ref={scroller}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (scrollHeight - scrollTop - clientHeight < 24) setFollows(true);
        }}
        // Only a person's own hand stops the following, not the scrolling that follows.
        onWheel={({ deltaY }) => deltaY < 0 && setFollows(false)}
        onTouchMove={() => setFollows(false)}
        onKeyDown={({ key }) => ['ArrowUp', 'PageUp', 'Home'].includes(key) && setFollows(false)}
      >
        {entries.length === 0 ? (
          <div className="seq-empty">
            <p>{t('seq.empty')}</p>
            <small>{t('seq.emptyLead')}</small>
          </div>
        ) : (
          <ol>
            {entries.map((entry) => (
              <EntryBox key={entry.seq} entry={entry} />
            ))}
          </ol>
        )}
      </div>
      {!follows && (
        <button type="button" className="seq-follow" onClick={() => setFollows(true)}>
          {t('seq.follow')}
        </button>
      )}
    </section>
  );
}

function EntryBox({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation();
  const clock = clockTime(entry.at, i18n.language, 'medium');
  return (
    <li className={entry.refused ? 'seq-entry seq-entry-refused' : 'seq-entry'}>
      <details>
        <summary>
          <span className="seq-number figures">#{entry.seq}</span>
          <strong>{actName(t, entry.kind)}</strong>
          {entry.waitsFor.length > 0 && <em className="seq-held">{t('seq.held')}</em>}
          {entry.refused && <em className="seq-held seq-no">{t('seq.refused')}</em>}
          {entry.actor.name && entry.actor.name !== entry.actor.id && (
            <span className="seq-by">{t('seq.by', { name: entry.actor.name })}</span>
          )}
          <time className="figures">{clock}</time>
        </summary>
        <pre className="mono">{JSON.stringify(entry.raw, null, 2)}</pre>
      </details>
      {entry.refused && entry.prompt && <p className="seq-why">{entry.prompt[currentLanguage()]}</p>}
      <div className="seq-acts">
        {actsOf(entry).map((act, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the acts of an entry never change
          <ActRow key={index} act={act} index={index} />
        ))}
      </div>
    </li>
  );
}

function ActRow({ act, index }: { act: Act; index: number }) {
  const { t, i18n } = useTranslation();
  const from = lanes.indexOf(act.from);
  const to = lanes.indexOf(act.to);
  const [left, right] = from < to ? [from, to] : [to, from];
  const style = { '--left': left, '--right': right, '--index': index } as CSSProperties;
  const words = act.movement
    ? `${accountName(act.movement.debit, t)} → ${accountName(act.movement.credit, t)}`
    : act.names
      ? t('seq.waits', { names: act.names.join(', ') })
      : act.text || t('seq.ok');
  return (
    <div className={`seq-act seq-${act.tone}${from === to ? ' seq-self' : ''}`} style={style}>
      <p className="seq-line">
        <span
          className={act.tone === 'money' || act.tone === 'waits' ? 'seq-words' : 'seq-words mono'}
          title={words}
        >
          <span className="seq-names">{words}</span>
          {act.movement && (
            <b className="figures">
              {formatMoney(act.movement.amount, i18n.language)}
              {act.text !== 'posted' && <i>{t(`seq.phase.${act.text}`, { defaultValue: act.text })}</i>}
            </b>
          )}
        </span>
      </p>
      <span className={to >= from ? 'seq-arrow' : 'seq-arrow seq-arrow-back'} aria-hidden="true" />
    </div>
  );
}

function accountName(account: Account, t: TFunction): string {
  return t(`seq.account.${account.kind}`, { name: account.name, defaultValue: account.name || account.kind });
}
