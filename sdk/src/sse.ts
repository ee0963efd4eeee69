/** Server-sent events from the body of a fetch (WHATWG HTML, 9.2.6): EventSource cannot carry a bearer token. */

export type ServerSentEvent = { readonly id: string; readonly data: string };

const MAX_MESSAGE = 4 * 1024 * 1024;

/** Messages as they come, also those that carry an id and no data. `onBytes` is called for each piece, heartbeats too. */
export async function* parseServerSentEvents(
  body: ReadableStream<Uint8Array> | null,
  onBytes: () => void = () => {},
): AsyncGenerator<ServerSentEvent, void> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  let named = false;
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      rest += decoder.decode(value, { stream: true });
      if (rest.length > MAX_MESSAGE) throw new Error('a message of the event stream is too long');
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (named || data.length > 0) yield { id, data: data.join('\n') };
          named = false;
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'data') data.push(text);
        else if (field === 'id' && !text.includes('\0')) {
          id = text;
          named = true;
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
