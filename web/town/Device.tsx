// A phone, a tablet or a browser window with a page of the product inside, drawn at its own size and scaled to the room it has.
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { keepFrame, openInFrame } from './frames.ts';

const hasRoom = window.matchMedia('(min-width: 1180px)');

function watchRoom(listener: () => void): () => void {
  hasRoom.addEventListener('change', listener);
  return () => hasRoom.removeEventListener('change', listener);
}

export function Device(props: {
  /** Of the frame; pages find their session by it. */
  name: string;
  /** Where it stands, when that is not its name. */
  place?: string;
  kind: 'phone' | 'tablet' | 'window';
  title: ReactNode;
  /** Where the frame starts; changing it later does not reload the frame. */
  start: string;
  home: string;
  /** How wide the page believes to be, in CSS pixels; it is scaled to fit. */
  width: number;
  lazy?: boolean;
  /** The page's own address, where it can stand in a tab of its own. */
  alone?: string;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { name, width } = props;
  const [start] = useState(props.start);
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number }>();

  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box && box.width > 0) setSize({ width: box.width, height: box.height });
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const sideBySide = useSyncExternalStore(watchRoom, () => hasRoom.matches);
  // Never drawn larger than life; a page that has more room than it asks for gets all of it. Where only one place is shown
  // at a time, a page has the room to be itself.
  const scale = size ? Math.min(1, size.width / (sideBySide ? width : 340)) : 1;
  return (
    <section className={`device device-${props.kind}`} data-place={props.place ?? name}>
      <header className="device-head">
        <h2>{props.title}</h2>
        <span className="device-acts">
          {props.alone && (
            <a href={props.alone} target="_blank" rel="noreferrer">
              {t('place.openAlone')}
            </a>
          )}
          <button
            type="button"
            title={t('place.home')}
            aria-label={t('place.home')}
            onClick={() => openInFrame(name, props.home)}
          >
            <svg
              viewBox="0 0 24 24"
              width="16"
              height="16"
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeLinecap="round"
              strokeLinejoin="round"
              aria-hidden="true"
            >
              <path d="M4 11.2 12 4.5l8 6.7V20h-5.4v-5.2H9.4V20H4z" />
            </svg>
          </button>
        </span>
      </header>
      <div className="device-body">
        <div className="device-room" ref={room}>
          {size && (
            <iframe
              ref={(frame) => keepFrame(name, frame)}
              name={name}
              title={typeof props.title === 'string' ? props.title : name}
              src={start}
              loading={props.lazy ? 'lazy' : 'eager'}
              allow="clipboard-write; camera"
              style={{
                width: size.width / scale,
                height: size.height / scale,
                transform: scale === 1 ? undefined : `scale(${scale})`,
              }}
            />
          )}
        </div>
        {props.children}
      </div>
    </section>
  );
}
