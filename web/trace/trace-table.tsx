import { useState } from 'preact/hooks';
import { ScrollSection } from '../ui/scroll-section.js';
import { HEADINGS, type Table, textOf } from './table.js';

/** The same as the drawing in words: to be heard, and to be copied. */
export function TraceTable({ table }: { table: Table }) {
  const { rows, orders } = table;
  return (
    <section class="trace-words">
      <div class="headline">
        <h2>In words</h2>
        <Copy table={table} />
      </div>
      <ScrollSection class="table-scroll" label="The table">
        <table>
          <thead>
            <tr>
              {HEADINGS.map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, time, from, entry, what, outcome, isBad }) => (
              <tr key={key} class={isBad ? 'bad' : ''}>
                <td>{time === '' ? '' : <time dateTime={time}>{time.slice(11, 23)}</time>}</td>
                <td>{from}</td>
                <td>
                  <code>{entry}</code>
                </td>
                <td>{what}</td>
                <td>{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollSection>
      {orders.map(({ letter, id }) => (
        <p key={id} class="small quiet">
          order {letter} is <code>{id}</code>
        </p>
      ))}
    </section>
  );
}

function Copy({ table }: { table: Table }) {
  const [said, say] = useState('');
  async function copy(): Promise<void> {
    try {
      // Where the page came over http there is no clipboard at all.
      await navigator.clipboard.writeText(textOf(table));
      say('Copied');
    } catch {
      say('The browser does not allow it');
    }
  }
  return (
    <p class="trace-copy">
      <span role="status">{said}</span>
      <button type="button" class="plain" onClick={() => void copy()}>
        Copy as text
      </button>
    </p>
  );
}
