import { acceptedIn } from './accepted.js';

/** How a file of the page is stored: each of them as it is, and made smaller twice at build time. */
export const encodings = ['br', 'gzip', 'identity'] as const;

export type Encoding = (typeof encodings)[number];

/**
 * The smallest form of a file that the caller can read, by its `Accept-Encoding` (RFC 9110 section 12.5.3). A caller
 * that can read none of them gets the file as it is: "the server … MAY send a response without any content coding".
 */
export function chooseEncoding(accepted: string | undefined): Encoding {
  const weights = acceptedIn(accepted);
  const isAccepted = (encoding: Encoding) => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
  return encodings.find(isAccepted) ?? 'identity';
}
