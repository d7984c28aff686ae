/** The path of the unix socket in a Redis URL, as clients of others take it. */
export function socketOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}
