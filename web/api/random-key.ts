/**
 * A key that nobody else has: a UUID of version 4 (RFC 9562 section 5.4). `crypto.randomUUID` would make one, but is
 * missing on a page that came over http.
 */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}
