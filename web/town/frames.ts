// The frames of the town by name, so that a scenario can open a page in Ana's phone.

const frames = new Map<string, HTMLIFrameElement>();
const watched = new WeakSet<HTMLIFrameElement>();
/** A phone that was just taken up must sign its holder in before it is led elsewhere. */
const ready = new WeakSet<HTMLIFrameElement>();
const wanted = new Map<string, string>();

export function keepFrame(name: string, frame: HTMLIFrameElement | null): void {
  if (!frame) {
    frames.delete(name);
    return;
  }
  frames.set(name, frame);
  if (watched.has(frame)) return;
  watched.add(frame);
  frame.addEventListener('load', () => {
    ready.add(frame);
    const path = wanted.get(name);
    wanted.delete(name);
    if (path !== undefined) show(frame, path);
  });
}

/** Shows a page of this site in a frame, without an entry in the browser's history. */
export function openInFrame(name: string, path: string): void {
  const frame = frames.get(name);
  if (!frame) return;
  if (ready.has(frame)) show(frame, path);
  else wanted.set(name, path);
}

function show(frame: HTMLIFrameElement, path: string): void {
  if (frame.contentWindow) frame.contentWindow.location.replace(new URL(path, window.location.origin));
  else frame.src = path;
}
