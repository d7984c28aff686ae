/** What the server says of itself at `/web/settings.json`, as `src/web/settings.ts` has it. */
export interface Settings {
  readonly mode: 'development' | 'production';
  /** ISO 4217, lower case: the currency of a ticket whose seller names none. */
  readonly currency: string;
  readonly signIn:
    | { readonly by: 'name' }
    | { readonly by: 'url'; readonly url: string }
    | { readonly by: 'nothing' };
}

/** @throws TypeError when the server does not answer */
export async function loadSettings(): Promise<Settings> {
  const response = await fetch('/web/settings.json');
  if (!response.ok) throw new TypeError(`settings: ${response.status}`);
  return response.json();
}
