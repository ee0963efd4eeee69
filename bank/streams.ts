// Server-sent events: a bounded number of open streams, each kept alive by comments and closed with the bank.

import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Stream {
  send(message: { event: string; id?: string; data: object }): void;
  onClose(tidy: () => void): void;
  isOpen(): boolean;
  close(): void;
}

export type Streams = Set<Stream>;

const MAX_STREAMS = 500;
const KEEP_ALIVE_MS = 15_000;
/** A reader that falls this far behind is cut off; it resumes by Last-Event-ID. */
const MAX_UNREAD_BYTES = 1_000_000;

/** Undefined when too many are open already. */
export function openStream(
  streams: Streams,
  request: FastifyRequest,
  reply: FastifyReply,
): Stream | undefined {
  if (streams.size >= MAX_STREAMS) return undefined;
  const { raw } = reply;
  const tidyings: (() => void)[] = [];
  let isOpen = true;
  const stream: Stream = {
    send({ event, id, data }) {
      if (!isOpen) return;
      raw.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (raw.writableLength > MAX_UNREAD_BYTES) stream.close();
    },
    onClose(tidy) {
      if (isOpen) tidyings.push(tidy);
      else tidy();
    },
    isOpen: () => isOpen,
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(keepAlive);
      streams.delete(stream);
      for (const tidy of tidyings) tidy();
      raw.end();
    },
  };
  const keepAlive = setInterval(() => raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 1000\n\n');
  request.raw.once('close', stream.close);
  raw.once('close', stream.close);
  streams.add(stream);
  return stream;
}
