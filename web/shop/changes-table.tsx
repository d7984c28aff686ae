import type { Ticket } from '../api/client.js';
import type { Change } from '../market/changes.js';
import { fieldNames, printValue } from './names.js';

interface ChangesTableProps {
  readonly changes: readonly Change[];
  readonly before: Ticket;
  readonly after: Ticket;
}

/** What was, and what is instead. */
export function ChangesTable({ changes, before, after }: ChangesTableProps) {
  return (
    <table class="changes">
      <thead class="unseen">
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ name, from, to }) => (
          <tr key={name}>
            <th scope="row">{fieldNames[name]}</th>
            <td>
              <del>{printValue(name, from, before.currency)}</del>
            </td>
            <td>
              <span aria-hidden="true">→ </span>
              <ins>{printValue(name, to, after.currency)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
