// Server-sent events read from a fetch body, because EventSource cannot carry a bearer header. Parsing after the WHATWG
// HTML standard, section 9.2.6.

export type Message = { id: string | undefined; event: string; data: string };

export type SseParser = {
  /** Takes text as it comes and returns the messages that are complete. */
  feed(chunk: string): Message[];
  /** Where to resume: the last id that was sent, with or without a message. */
  lastId(): string | undefined;
};

export function createSseParser(): SseParser {
  let rest = '';
  let id: string | undefined;
  let event = '';
  let data: string[] = [];

  function feed(chunk: string): Message[] {
    const messages: Message[] = [];
    rest += chunk;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) messages.push({ id, event: event || 'message', data: data.join('\n') });
        event = '';
        data = [];
        continue;
      }
      if (line.startsWith(':')) continue;
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'event') event = value;
      else if (field === 'id' && !value.includes('\0')) id = value;
    }
    return messages;
  }

  return { feed, lastId: () => id };
}
