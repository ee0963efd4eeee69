// The frames of the town by name, so that a scenario can open a page in Ana's phone.

const frames = new Map<string, HTMLIFrameElement>();

export function keepFrame(name: string, frame: HTMLIFrameElement | null): void {
  if (frame) frames.set(name, frame);
  else frames.delete(name);
}

/** Shows a page of this site in a frame, without an entry in the browser's history. */
export function openInFrame(name: string, path: string): void {
  const frame = frames.get(name);
  if (!frame) return;
  if (frame.contentWindow) frame.contentWindow.location.replace(new URL(path, window.location.origin));
  else frame.src = path;
}
