import { InvalidArgumentError } from 'commander';

const SECONDS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/**
 * How many seconds are meant by such a text as `15m`.
 *
 * @throws InvalidArgumentError
 */
export function readDuration(text: string): number {
  const [, number = '', unit = ''] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  const seconds = SECONDS.get(unit);
  if (seconds === undefined)
    throw new InvalidArgumentError('Use a number from 1 to 99999 and s, m, h or d behind it.');
  return Number(number) * seconds;
}
