import type { ComparisonResult } from '../judge.js';
import type { Summary } from '../statistics.js';

/** Three digits that count: `12,300`, `4.57`, `0.0831`. */
export function printNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** @example `printValue(4.567, '×')` is `4.57×`, and `printValue(1.2, 'ms')` is `1.2 ms` */
export function printValue(value: number, unit: string): string {
  const number = printNumber(value);
  return unit === '×' || unit.startsWith('/') ? `${number}${unit}` : `${number} ${unit}`.trimEnd();
}

/** The lowest and the highest of the rounds. */
export function printRange({ min, max, samples }: Summary): string {
  return samples.length < 2 ? '' : `${printNumber(min)} – ${printNumber(max)}`;
}

/** @example `≥ 3×` */
export function printTarget({ atLeast, atMost, unit }: ComparisonResult): string {
  if (atLeast !== undefined && atLeast === atMost) return `= ${printValue(atLeast, unit)}`;
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${printValue(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`≤ ${printValue(atMost, unit)}`]),
  ];
  return bounds.join(', ');
}
