/**
 * A price as people read it. Amounts are integers in minor units, and how many of those make one is the currency's own
 * business: 100 for usd, 1 for jpy, 1000 for kwd (ISO 4217).
 *
 * @param locale the browser's own, if none is given
 */
export function formatPrice(minor: number, currency: string, locale?: string): string {
  return formatOf(currency, locale).format(minor / 10 ** digitsOf(currency));
}

/**
 * What somebody has typed as a price, in minor units; `undefined` where it is none. Both a point and a comma may stand
 * before the fraction, and nothing between thousands: what can be read in two ways is refused.
 */
export function parsePrice(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const [, whole = '', fraction = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === '' || fraction.length > digits) return undefined;
  return Number(whole + fraction.padEnd(digits, '0'));
}

/** A price as it stands in a field, to be changed: `20.00`. */
export function editablePrice(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** How many digits of a price are a fraction: 2 for usd, 0 for jpy, 3 for kwd. */
function digitsOf(currency: string): number {
  return formatOf(currency, 'en').resolvedOptions().maximumFractionDigits ?? 2;
}

function formatOf(currency: string, locale: string | undefined): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase() });
}
