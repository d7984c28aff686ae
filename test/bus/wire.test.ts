import { describe, expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../src/bus/faults.js';
import { newId } from '../../src/bus/partition.js';
import { ReplyError } from '../../src/bus/redis-errors.js';
import { takeOver, type Wire } from '../../src/bus/wire.js';
import { connectExclusive } from '../../src/redis/index.js';
import { ownProxy } from '../support/own.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

describe('send', () => {
  test('commands of which one is refused: a reply for each, in their order', async () => {
    const wire = await open();
    const key = newId(0);
    expect(
      await wire.send([
        ['set', key, 'text', 'ex', 60],
        ['lpush', key, 1],
        ['get', key],
        ['exists', key],
      ]),
    ).toEqual(['OK', new ReplyError(WRONG_TYPE), 'text', 1]);
  });

  test.each([
    ['nothing', ''],
    ['what looks like a command', '\r\n*1\r\n$8\r\nFLUSHALL\r\n'],
    ['text beyond ASCII', 'Zoë — ß 🎭'],
    ['half of a pair of surrogates, which UTF-8 has not', 'a\ud83c', 'a\ufffd'],
    ['more than a socket takes at once', 'ü'.repeat(1_000_000)],
  ])(
    'an argument that is %s: arrives as it is, beside one of plain ASCII',
    async (_, text, stored = text) => {
      const wire = await open();
      const key = newId(0);
      expect(await wire.send([['hset', key, 'text', text, 'plain', 7]])).toEqual([2]);
      expect(await redis.connect().hgetall(key)).toEqual({ text: stored, plain: '7' });
      expect(await wire.send([['hmget', key, 'text', 'plain', 'none']])).toEqual([[stored, '7', null]]);
    },
  );

  test('as many commands as a transaction may have: as many replies', async () => {
    const wire = await open();
    const list = newId(0);
    const pushes = Array.from({ length: 5000 }, (_, i) => ['rpush', list, i] as const);
    expect(await wire.send(pushes)).toEqual(pushes.map((_, i) => i + 1));
  });

  test('while another round trip is under way: a fault, and the other one is answered', async () => {
    const wire = await open();
    const first = wire.send([['ping']]);
    await expect(wire.send([['ping']])).rejects.toThrow(Fault);
    expect(await first).toEqual(['PONG']);
  });

  test('the connection is lost before the reply: rejects, is closed for good, and nothing is sent again', async () => {
    const wire = await open();
    const list = newId(0);
    const [id] = await wire.send([['client', 'id']]);
    const sent = wire.send([
      ['rpush', list, 'a'],
      ['blpop', `${list}-none`, 0],
    ]);
    await waitFor(() => redis.connect().exists(list), { what: 'the push' });
    await Promise.all([expect(sent).rejects.toThrow(), redis.connect().client('KILL', 'ID', Number(id))]);
    expect(wire.isOpen).toBe(false);
    await expect(wire.send([['ping']])).rejects.toThrow();
    expect(await redis.connect().lrange(list, 0, -1)).toEqual(['a']);
  });

  test('closed before the reply: rejects', async () => {
    const wire = await open();
    const sent = wire.send([['blpop', newId(0), 0]]);
    wire.close();
    await expect(sent).rejects.toThrow();
    expect(wire.isOpen).toBe(false);
  });
});

describe('takeOver', () => {
  test('a reply is still to come: a fault, as it would be read as the reply to something else', async () => {
    const connection = await connectExclusive(redis.target, 'test-wire');
    onTestFinished(() => connection.disconnect());
    const reply = connection.ping();
    expect(() => takeOver(connection)).toThrow(Fault);
    expect(await reply).toBe('PONG');
  });

  test('bytes come one by one, the last one after it: every reply is read', async () => {
    const proxy = await ownProxy(redis);
    proxy.trickle(1);
    const wire = takeOver(await connectExclusive(proxy.target, 'test-wire'));
    onTestFinished(() => wire.close());
    expect(await wire.send([['ping'], ['echo', 'text']])).toEqual(['PONG', 'text']);
  });
});

const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value';

async function open(): Promise<Wire> {
  const wire = takeOver(await connectExclusive(redis.target, 'test-wire'));
  onTestFinished(() => wire.close());
  return wire;
}
