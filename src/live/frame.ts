import { type Event, printPosition, type StreamPosition } from '../bus/index.js';

// Frames of Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html). JSON holds no line
// break, so data is always one line.

const utf8 = new TextEncoder();

/** Tells an event; with it the client remembers how far it has seen. */
export function eventFrame(name: string, event: Event, position: StreamPosition): Uint8Array {
  const { traceparent: _, ...told } = event;
  return utf8.encode(`id: ${printPosition(position)}\nevent: ${name}\ndata: ${JSON.stringify(told)}\n\n`);
}

/** Says that the connection lives. It also moves on what the client remembers, past events that are not for it. */
export function heartbeatFrame(position: StreamPosition): Uint8Array {
  return utf8.encode(`: heartbeat\nid: ${printPosition(position)}\n\n`);
}

/** The first frame: how long to wait before connecting again, in milliseconds. */
export function openingFrame(retryMs: number): Uint8Array {
  return utf8.encode(`retry: ${retryMs}\n\n`);
}

/** Tells the client that it has missed events for good, and should read anew what it shows. */
export function resetFrame(position: StreamPosition): Uint8Array {
  return utf8.encode(`id: ${printPosition(position)}\nevent: reset\ndata: {}\n\n`);
}
