/**
 * What a caller accepts, and how much it would like each: the weights of a header such as `Accept` or `Accept-Encoding`
 * (RFC 9110 section 12.4.2). What weighs 0 is refused.
 *
 * @example `acceptedIn('br, gzip;q=0.5')` is a map of `br` to 1 and `gzip` to 0.5
 */
export function acceptedIn(header: string | undefined): ReadonlyMap<string, number> {
  return new Map((header ?? '').split(',').map(weightOf));
}

function weightOf(element: string): [name: string, weight: number] {
  const [name = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return [name, Number(weight)];
}
