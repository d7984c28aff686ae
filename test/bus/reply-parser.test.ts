import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/bus/faults.js';
import { ReplyError } from '../../src/bus/redis-errors.js';
import { type Reply, ReplyParser } from '../../src/bus/reply-parser.js';

const OOM = "OOM command not allowed when used memory > 'maxmemory'.";

describe('read', () => {
  test.each<[what: string, text: string, reply: Reply]>([
    ['a status', '+QUEUED\r\n', 'QUEUED'],
    ['a number', ':1024\r\n', 1024],
    ['a negative number', ':-1\r\n', -1],
    ['the greatest number of a sequence', ':999999999999999\r\n', 999_999_999_999_999],
    ['a text', '$5\r\nhello\r\n', 'hello'],
    ['a text that is empty', '$0\r\n\r\n', ''],
    ['a text that looks like replies', '$8\r\n\r\n+OK\r\n:\r\n', '\r\n+OK\r\n:'],
    ['a text that is not ASCII', '$6\r\nZoë ß\r\n'.replace('$6', '$7'), 'Zoë ß'],
    ['a text that is not there', '$-1\r\n', null],
    ['a list', '*2\r\n$1\r\na\r\n:7\r\n', ['a', 7]],
    ['a list that is empty', '*0\r\n', []],
    ['a list that is not there', '*-1\r\n', null],
    ['a list of lists', '*2\r\n*1\r\n:1\r\n*2\r\n$-1\r\n*0\r\n', [[1], [null, []]]],
    ['an error', `-${OOM}\r\n`, new ReplyError(OOM)],
    ['an error in a list', '*2\r\n:1\r\n-WRONGTYPE no list\r\n', [1, new ReplyError('WRONGTYPE no list')]],
  ])('%s', (_, text, reply) => {
    expect(new ReplyParser().read(Buffer.from(text))).toEqual([reply]);
  });

  test('what is no reply: a fault', () => {
    expect(() => new ReplyParser().read(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toThrow(Fault);
  });

  test('a list whose parts end as chunks do: nothing before it is whole', () => {
    const parser = new ReplyParser();
    const chunks = ['*2\r\n', '$2\r\na\n', '\r\n', ':7', '\r\n'];
    const read = chunks.map((text) => parser.read(Buffer.from(text)));
    expect(read).toEqual([[], [], [], [], [['a\n', 7]]]);
  });

  test('any replies in any chunks, cut within a character too: each reply once', () => {
    const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
      reply: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: 'binary' }),
        fc.maxSafeInteger(),
        fc.constant(null),
        fc.constant(new ReplyError('ERR no')),
        fc.array(tie('reply'), { maxLength: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(reply), fc.array(fc.nat()), (replies, cuts) => {
        const bytes = Buffer.from(replies.map(written).join(''));
        const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const parser = new ReplyParser();
        const read = at.slice(1).flatMap((end, i) => parser.read(bytes.subarray(at[i], end)));
        expect(read).toEqual(replies);
      }),
    );
  });
});

/** A reply as Redis writes it. */
function written(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  if (reply instanceof ReplyError) return `-${reply.message}\r\n`;
  return `*${reply.length}\r\n${reply.map(written).join('')}`;
}
