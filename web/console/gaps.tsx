import { Link } from '../ui/link.js';
import type { Streams } from './contract.js';
import { type Column, Table } from './table.js';
import { age, count, openGaps, sinceStart, some } from './words.js';

const columns: readonly Column[] = [
  { name: 'Ticket' },
  { name: 'Group' },
  { name: 'Why' },
  { name: 'Entries', number: true },
  { name: 'Age', number: true },
];

const healing: readonly Column[] = [
  { name: 'Group' },
  { name: 'State asked for', number: true },
  { name: 'Gaps healed by a snapshot', number: true },
];

/** What waits for an entry that does not come, and what has become of such gaps. */
export function Gaps({ look }: { readonly look: Streams }) {
  const gaps = openGaps(look);
  const waiting = look.streams.flatMap(({ groups }) => groups.map(({ here }) => here.waitingSubjects));
  const unnamed = waiting.reduce((sum, number) => sum + number, 0) - gaps.length;
  return (
    <section class="stack" aria-labelledby="gaps">
      <h2 id="gaps">Gaps and resyncs</h2>
      {gaps.length === 0 ? (
        <p class="quiet">No entry waits for another.</p>
      ) : (
        <Table caption="Tickets whose entries wait, oldest first" columns={columns}>
          {gaps.map(({ key, subject, place, why, entries, ageMs }) => (
            <tr key={key}>
              <th scope="row">
                <Link to={`/trace/${subject}`} class="id">
                  {subject}
                </Link>
              </th>
              <td>{place}</td>
              <td>{why}</td>
              <td class="number">{count(entries)}</td>
              <td class="number">{age(ageMs)}</td>
            </tr>
          ))}
        </Table>
      )}
      {unnamed > 0 && <p>{some(unnamed, 'more ticket waits', 'more tickets wait')}.</p>}
      <Table
        caption="Since the process that answers was started; others count for themselves"
        columns={healing}
      >
        {sinceStart(look.streams).map(({ group, asked, healed }) => (
          <tr key={group}>
            <th scope="row">{group}</th>
            <td class="number">{count(asked)}</td>
            <td class="number">{count(healed)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
