import type { BusObserver, GroupObserver, LaneObserver } from '../../src/bus/index.js';

/** An observer that writes down what it is told, in the order of time. */
export function noteObserver() {
  const lanes: string[] = [];
  const groups: string[] = [];
  const note = (list: string[], text: string) => {
    list.push(text);
  };
  const lane: LaneObserver = {
    committed: (decisions, written) => note(lanes, `committed ${written} of ${decisions}`),
    conflicted: () => note(lanes, 'conflicted'),
    recovered: (applied) => note(lanes, `recovered ${applied}`),
    answered: (step, ms) => note(lanes, `${step} ${ms > 0 && ms < 60_000 ? 'took its time' : ms}`),
  };
  const group: GroupObserver = {
    handled: (outcome) => note(groups, outcome),
    asked: () => note(groups, 'asked'),
    healed: () => note(groups, 'healed'),
  };
  const observer: BusObserver = { lane: () => lane, group: () => group };
  return {
    ...{ observer, group, lanes, groups },
    /** What lanes were told but for the round trips. */
    get outcomes() {
      return lanes.filter((text) => !text.includes('took'));
    },
  };
}
