import type { Registry } from 'prom-client';
import type { BusObserver, GroupObserver, HandledOutcome, LaneObserver } from '../bus/index.js';
import { createHistogram } from './histogram.js';
import { createTallies } from './tally.js';

/** Decisions in a transaction: one alone, up to as many as a lane takes at once. */
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** How long Redis takes to answer, in seconds: from a unix socket to where a connection is given up. */
const ROUND_TRIPS = [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/**
 * Counts what a bus does. An entry costs an addition; a transaction costs one too, and a value for the histograms of each of
 * its round trips and of its size, which waits there with others until they are put into their buckets.
 */
export function observeBus(registry: Registry): BusObserver {
  const lane = observeLanes(registry);
  const group = observeGroups(registry);
  return { lane, group };
}

function observeLanes(registry: Registry): (partition: number) => LaneObserver {
  const commits = createTallies(registry, {
    name: 'holdfast_commits_total',
    help: 'Decisions of requests, entries and the upkeep that were written. A refusal is not.',
    labelNames: ['partition'],
  });
  const conflicts = createTallies(registry, {
    name: 'holdfast_conflicts_total',
    help: 'Transactions that were made again, as somebody else had changed what they had read.',
    labelNames: ['partition'],
  });
  const recoveries = createTallies(registry, {
    name: 'holdfast_fenced_recoveries_total',
    help: 'Transactions whose reply was lost, by what the fence told became of them.',
    labelNames: ['partition', 'outcome'],
  });
  const observeSize = createHistogram(registry, {
    name: 'holdfast_transaction_decisions',
    help: 'How many decisions a transaction that was applied had, with those that wrote nothing.',
    labelNames: [],
    buckets: GROUP_SIZES,
  });
  const observeRoundTrip = createHistogram(registry, {
    name: 'holdfast_redis_round_trip_seconds',
    help: 'Time until Redis had answered a step of a transaction: read (WATCH and loading) or exec.',
    labelNames: ['step'],
    buckets: ROUND_TRIPS,
  });
  const steps = { read: { step: 'read' }, exec: { step: 'exec' } };

  return (partition) => {
    const committed = commits({ partition });
    const conflicted = conflicts({ partition });
    const applied = recoveries({ partition, outcome: 'applied' });
    const notApplied = recoveries({ partition, outcome: 'not_applied' });
    return {
      committed(decisions, written) {
        committed.count += written;
        observeSize({}, decisions);
      },
      conflicted() {
        conflicted.count += 1;
      },
      recovered(wasApplied) {
        (wasApplied ? applied : notApplied).count += 1;
      },
      answered: (step, ms) => observeRoundTrip(steps[step], ms / 1000),
    };
  };
}

function observeGroups(registry: Registry): (group: string, partition: number) => GroupObserver {
  const handled = createTallies(registry, {
    name: 'holdfast_group_handled_entries_total',
    help: 'Entries that this server has handled: applied, duplicate, early (begins to wait), retried or dead.',
    labelNames: ['group', 'partition', 'outcome'],
  });
  const requests = createTallies(registry, {
    name: 'holdfast_group_state_requests_total',
    help: 'Gaps that did not close in time, so that this server asked for the state.',
    labelNames: ['group', 'partition'],
  });
  const gaps = createTallies(registry, {
    name: 'holdfast_group_healed_gaps_total',
    help: 'Gaps that a snapshot has closed in this server: an entry was lost, or never written.',
    labelNames: ['group', 'partition'],
  });

  return (group, partition) => {
    const place = { group, partition };
    const of = (outcome: HandledOutcome) => handled({ ...place, outcome });
    const outcomes: Record<HandledOutcome, { count: number }> = {
      applied: of('applied'),
      duplicate: of('duplicate'),
      early: of('early'),
      retried: of('retried'),
      dead: of('dead'),
    };
    const asked = requests(place);
    const healed = gaps(place);
    return {
      handled(outcome) {
        outcomes[outcome].count += 1;
      },
      asked() {
        asked.count += 1;
      },
      healed() {
        healed.count += 1;
      },
    };
  };
}
