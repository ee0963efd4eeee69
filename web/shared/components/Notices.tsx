// Short notices at the top: "¥60.00 received". Call `notify` from anywhere.
import { useSyncExternalStore } from 'react';

type Notice = { id: number; text: string; tone: 'good' | 'plain' | 'bad' };

let notices: readonly Notice[] = [];
let count = 0;
const listeners = new Set<() => void>();

export function notify(text: string, tone: Notice['tone'] = 'plain'): void {
  const notice = { id: ++count, text, tone };
  change([...notices.slice(-2), notice]);
  setTimeout(() => change(notices.filter(({ id }) => id !== notice.id)), tone === 'bad' ? 6_000 : 3_500);
}

export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map((notice) => (
        <p key={notice.id} className={`notice notice-${notice.tone}`}>
          {notice.text}
        </p>
      ))}
    </div>
  );
}

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
