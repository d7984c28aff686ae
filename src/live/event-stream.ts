/** The events on their way to one client. It never holds more than a bounded number of bytes. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly closed: boolean;
  /** Sends a frame, or cuts off a client that has fallen too far behind; nothing happens when it is gone already. */
  send(frame: Uint8Array): void;
  /** Resolves when the client has taken most of what was sent, or is gone; one that takes nothing for long is cut off. */
  room(): Promise<void>;
  /** Ends the stream once all that was sent is taken; a client that does not take it in time is cut off. */
  end(): void;
}

export interface EventStreamOptions {
  /** How much may wait for a client that does not read, in bytes. */
  readonly maxBufferedBytes: number;
  /** How long `room` and `end` wait for it, in milliseconds. */
  readonly patienceMs: number;
  /** Cuts off a client that does not read. */
  readonly cut: () => void;
  /** Called once, however the stream ends. */
  readonly onClose: () => void;
}

/** Makes the stream; its `body` is for the answer to the request. */
export function createEventStream(options: EventStreamOptions): EventStream {
  const { maxBufferedBytes, patienceMs, cut, onClose } = options;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let onRoom: (() => void) | undefined;
  let sent: Uint8Array[] = [];
  let sentBytes = 0;

  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      pull: () => onRoom?.(),
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxBufferedBytes }),
  );

  function close(): void {
    if (!controller) return;
    controller = undefined;
    sent = [];
    onRoom?.();
    onClose();
  }

  /** Passes on as one chunk what was sent in one go: to write it costs nearly the same, however long it is. */
  function flush(): void {
    const [first, ...others] = sent;
    sent = [];
    sentBytes = 0;
    if (first) controller?.enqueue(others.length > 0 ? Buffer.concat([first, ...others]) : first);
  }

  function dismiss(): void {
    cut();
    close();
  }

  /** How many bytes more may wait. */
  function left(): number {
    return (controller?.desiredSize ?? maxBufferedBytes) - sentBytes;
  }

  return {
    body,
    get closed() {
      return !controller;
    },
    send(frame) {
      if (!controller) return;
      if (sent.length === 0) setImmediate(flush);
      sent.push(frame);
      sentBytes += frame.length;
      if (left() <= 0) dismiss();
    },
    async room() {
      while (controller && left() < maxBufferedBytes / 2) {
        const late = setTimeout(dismiss, patienceMs);
        await new Promise<void>((resolve) => {
          onRoom = resolve;
        });
        onRoom = undefined;
        clearTimeout(late);
      }
    },
    end() {
      if (!controller) return;
      flush();
      controller.close();
      close();
      // Nothing tells when the end has been taken; to cut off a connection that has ended does nothing.
      setTimeout(cut, patienceMs).unref();
    },
  };
}
