import type { ComponentChildren } from 'preact';
import { ScrollSection } from '../ui/scroll-section.js';

export interface Column {
  readonly name: string;
  readonly number?: boolean;
}

/** A table that says what it is, and moves by itself where the window is too narrow for it. */
export function Table({
  caption,
  columns,
  children,
}: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly children: ComponentChildren;
}) {
  return (
    <ScrollSection class="scroll" label={caption}>
      <table class="figures">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, number = false }) => (
              <th key={name} scope="col" {...(number && { class: 'number' })}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollSection>
  );
}
