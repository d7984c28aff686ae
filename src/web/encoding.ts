/** How a file of the page is stored: each of them as it is, and made smaller twice at build time. */
export const encodings = ['br', 'gzip', 'identity'] as const;

export type Encoding = (typeof encodings)[number];

/**
 * The smallest form of a file that the caller can read, by its `Accept-Encoding` (RFC 9110 section 12.5.3). A caller
 * that can read none of them gets the file as it is: "the server … MAY send a response without any content coding".
 */
export function chooseEncoding(accepted: string | undefined): Encoding {
  const weights = new Map((accepted ?? '').split(',').map(weightOf));
  const isAccepted = (encoding: Encoding) => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
  return encodings.find(isAccepted) ?? 'identity';
}

function weightOf(element: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return [coding, Number(weight)];
}
