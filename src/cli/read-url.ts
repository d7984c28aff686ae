import { InvalidArgumentError } from 'commander';

/**
 * Where a server is, without a slash at its end.
 *
 * @throws InvalidArgumentError
 */
export function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('Use http://host:port or https://host.');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('Use an address without a user, a query or a fragment.');
  return url.href.replace(/\/+$/, '');
}
