import { Chart } from './chart.js';
import type { ConsumerState, GroupState, StreamState, Streams } from './contract.js';
import { VerdictBadge } from './readiness.js';
import { type Column, Table } from './table.js';
import { age, ageSince, count, keyOf, stateOf } from './words.js';

const streamColumns: readonly Column[] = [
  { name: 'Stream' },
  { name: 'Entries', number: true },
  { name: 'Ever added', number: true },
  { name: 'Oldest', number: true },
  { name: 'Newest', number: true },
  { name: 'Written' },
];

/** What each stream holds, and what was written to it lately. */
export function StreamTable({ look }: { readonly look: Streams }) {
  return (
    <section class="stack" aria-labelledby="streams">
      <h2 id="streams">Streams</h2>
      <Table caption="What each stream holds" columns={streamColumns}>
        {look.streams.map((stream) => (
          <tr key={keyOf(stream)}>
            <th scope="row">{keyOf(stream)}</th>
            <td class="number">{count(stream.length)}</td>
            <td class="number">{count(stream.added)}</td>
            <td class="number">{ageSince(stream.firstAt, look.time)}</td>
            <td class="number">{ageSince(stream.lastAt, look.time)}</td>
            <td>
              <Chart series={stream.written} bucketSeconds={look.bucketSeconds} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

const groupColumns: readonly Column[] = [
  { name: 'Group' },
  { name: 'State' },
  { name: 'Lag', number: true },
  { name: 'Pending', number: true },
  { name: 'Oldest pending', number: true },
  { name: 'Dead letters', number: true },
  { name: 'Acknowledged' },
];

/** How far each group is, and what it has done lately. */
export function GroupTable({ look }: { readonly look: Streams }) {
  return (
    <section class="stack" aria-labelledby="groups">
      <h2 id="groups">Consumer groups</h2>
      <Table caption="How far each group is" columns={groupColumns}>
        {look.streams.flatMap((stream) =>
          stream.groups.map((group) => (
            <GroupRow
              key={`${keyOf(stream)} ${group.group}`}
              stream={stream}
              group={group}
              bucketSeconds={look.bucketSeconds}
            />
          )),
        )}
      </Table>
    </section>
  );
}

function GroupRow({
  stream,
  group,
  bucketSeconds,
}: {
  readonly stream: StreamState;
  readonly group: GroupState;
  readonly bucketSeconds: number;
}) {
  const { oldestPending } = group;
  return (
    <tr>
      <th scope="row">
        {group.group} <span class="quiet">reads {keyOf(stream)}</span>
      </th>
      <td>
        <VerdictBadge {...stateOf(group)} />
      </td>
      <td class="number">{count(group.lag)}</td>
      <td class="number">{count(group.pending)}</td>
      <td class="number">{oldestPending === null ? '–' : age(oldestPending.ageMs)}</td>
      <td class="number">{count(group.deadLetters)}</td>
      <td>
        <Chart series={group.acknowledged} bucketSeconds={bucketSeconds} />
      </td>
    </tr>
  );
}

const consumerColumns: readonly Column[] = [
  { name: 'Consumer' },
  { name: 'Group' },
  { name: 'Process' },
  { name: 'Pending', number: true },
  { name: 'Last active', number: true },
];

/** Who reads for the groups. */
export function ConsumerTable({ look }: { readonly look: Streams }) {
  const rows = look.streams.flatMap((stream) =>
    stream.groups.flatMap(({ group, consumers }) =>
      consumers.map((consumer) => ({ place: `${group} of ${keyOf(stream)}`, consumer })),
    ),
  );
  return (
    <section class="stack" aria-labelledby="consumers">
      <h2 id="consumers">Consumers</h2>
      <Table caption="Who reads, one for each process" columns={consumerColumns}>
        {rows.map(({ place, consumer }) => (
          <tr key={`${place} ${consumer.name}`}>
            <th scope="row">
              <code>{consumer.name}</code>
            </th>
            <td>{place}</td>
            <td>
              <Process {...consumer} />
            </td>
            <td class="number">{count(consumer.pending)}</td>
            <td class="number">{age(consumer.idleMs)} ago</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Process({ connected, own }: ConsumerState) {
  if (!connected) return <VerdictBadge verdict="look" words="Gone" />;
  return <VerdictBadge verdict="holds" words={own ? 'This process' : 'Connected'} />;
}
