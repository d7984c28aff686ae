/** What a state is called, and the class of its colour. */
export interface Named {
  readonly name: string;
  readonly tone: 'good' | 'held' | 'done' | 'bad' | 'off';
}

/** The state of something: a word, and a colour beside it. */
export function Badge({ status: { name, tone } }: { readonly status: Named }) {
  return <span class={`badge ${tone}`}>{name}</span>;
}
