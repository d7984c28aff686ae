import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../src/http/client-address.js';

describe('clientAddress: the peer of the socket', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['fe80::1:2%eth0', 'fe80:0:0:0::/64'],
    [undefined, 'unknown'],
  ])('%s is %s', async (peer, expected) => {
    expect(await addressOf({ peer })).toBe(expected);
  });
});

describe('clientAddress: X-Forwarded-For', () => {
  const peer = '10.0.0.1';

  it.each([
    [0, '192.0.2.1', peer],
    [1, '192.0.2.1', '192.0.2.1'],
    [1, '198.51.100.9, 192.0.2.1', '192.0.2.1'],
    [2, '198.51.100.9, 192.0.2.1,10.0.0.2', '192.0.2.1'],
    [1, '  192.0.2.1\t', '192.0.2.1'],
    [1, '2001:db8:1:2:3::4', '2001:db8:1:2::/64'],
    [2, '192.0.2.1', peer],
    [1, undefined, peer],
    [1, '', peer],
    [1, '192.0.2.1, ', peer],
    [1, '192.0.2.1, unknown', peer],
    [1, '192.0.2.1, 192.0.2.2:80', peer],
    [1, '192.0.2.1, _hidden', peer],
  ])('%i trusted proxies, %s: %s', async (trustedProxies, forwardedFor, expected) => {
    expect(await addressOf({ peer, trustedProxies, forwardedFor })).toBe(expected);
  });
});

type Sent = { peer: string | undefined; trustedProxies?: number; forwardedFor?: string | undefined };

async function addressOf({ peer, trustedProxies = 0, forwardedFor }: Sent): Promise<string> {
  const app = new Hono().get('/', (c) => c.text(clientAddress(c, { trustedProxies })));
  const headers = forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
  const response = await app.request('/', { headers }, { incoming: { socket: { remoteAddress: peer } } });
  return response.text();
}
