import type { Named } from './names.js';

/** The state of something: a word, and a colour beside it. */
export function Badge({ status: { name, tone } }: { status: Named }) {
  return <span class={`badge ${tone}`}>{name}</span>;
}
