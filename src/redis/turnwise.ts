import { Redis } from 'ioredis';

/**
 * A connection that sends the commands of one turn of the event loop together. ioredis makes one system call for each,
 * which costs more than all else of a read.
 *
 * Not `enableAutoPipelining`: that one has one pipeline under way at a time, so that commands wait for the replies to
 * others, and a pipeline is sent again as a whole. Here each command stays one of its own, and only the socket waits.
 */
export class TurnwiseRedis extends Redis {
  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const socket = this.stream;
    // Before it connects there is none, and what is queued then is sent by this method again.
    if (socket !== undefined && socket.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    return super.sendCommand(...args);
  }
}
