/**
 * A text of somebody else's, in one line: what a terminal would obey (ECMA-48) or show in another order is spelt out.
 *
 * @example `printable('red\u001b[31m')` is `red\\u001b[31m`
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (found) =>
    found === '\n' ? ' ' : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
