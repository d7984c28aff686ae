/** The events on their way to one client. It never holds more than a bounded number of bytes. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly closed: boolean;
  /** Sends a frame, or cuts off a client that has fallen too far behind; nothing happens when it is gone already. */
  send(frame: Uint8Array): void;
  /** Resolves when the client has taken most of what was sent, or is gone; one that takes nothing for long is cut off. */
  room(): Promise<void>;
  /** Ends the stream once all that was sent is taken. */
  end(): void;
}

export interface EventStreamOptions {
  /** How much may wait for a client that does not read, in bytes. */
  readonly maxBufferedBytes: number;
  /** How long `room` waits for it, in milliseconds. */
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
    onRoom?.();
    onClose();
  }

  function dismiss(): void {
    cut();
    close();
  }

  function isCrowded(): boolean {
    return (controller?.desiredSize ?? maxBufferedBytes) < maxBufferedBytes / 2;
  }

  return {
    body,
    get closed() {
      return !controller;
    },
    send(frame) {
      controller?.enqueue(frame);
      if ((controller?.desiredSize ?? 1) <= 0) dismiss();
    },
    async room() {
      while (isCrowded()) {
        const late = setTimeout(dismiss, patienceMs);
        await new Promise<void>((resolve) => {
          onRoom = resolve;
        });
        onRoom = undefined;
        clearTimeout(late);
      }
    },
    end() {
      controller?.close();
      close();
    },
  };
}
