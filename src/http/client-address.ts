import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

export type ClientAddressOptions = {
  /** How many reverse proxies stand in front, each of which adds its peer to X-Forwarded-For. */
  trustedProxies: number;
};

/**
 * The address that a request came from, as one text for one client: an IPv6 address by its network of 64 bits, as
 * every host of such a network may use all of its addresses (RFC 4291 section 2.5.1).
 *
 * X-Forwarded-For is believed only as far as it was written by proxies that are trusted: what stands to the left of
 * that was sent by the client, which may write anything.
 */
export function clientAddress(c: Context, { trustedProxies }: ClientAddressOptions): string {
  const forwarded = trustedProxies > 0 ? forwardedFor(c).at(-trustedProxies) : undefined;
  const address = forwarded !== undefined && isIP(forwarded) !== 0 ? forwarded : peerAddress(c);
  return isIP(address) === 6 ? networkOf(address) : address;
}

function forwardedFor(c: Context): string[] {
  return (c.req.header('X-Forwarded-For') ?? '').split(',').map((entry) => entry.trim());
}

function peerAddress(c: Context): string {
  // A connection that is closed already has none, and nobody hears its answer.
  return getConnInfo(c).remote.address ?? 'unknown';
}

function networkOf(address: string): string {
  const groups = groupsOf(address);
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return embeddedIPv4(groups);
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, in hexadecimal digits. */
function groupsOf(address: string): string[] {
  // A URL spells an address in one way only (RFC 5952); a zone, such as %eth0, is none of its business.
  const [plain = ''] = address.split('%');
  const spelt = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = spelt.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail];
}

// RFC 4291 section 2.5.5.2: how a socket that listens for both kinds sees an IPv4 address.
function embeddedIPv4(groups: string[]): string {
  const numbers = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return numbers.flatMap((number) => [number >> 8, number & 255]).join('.');
}
