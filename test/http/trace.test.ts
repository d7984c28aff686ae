import { describe, expect, it } from 'vitest';
import { traceOf } from '../../src/http/trace.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

describe('traceOf', () => {
  it.each([
    ['the first version', `00-${trace}-${parent}-01`, '01'],
    ['not sampled', `00-${trace}-${parent}-00`, '00'],
    ['a version to come', `cc-${trace}-${parent}-01`, '01'],
    ['a version to come that says more', `cc-${trace}-${parent}-01-what-the-future-brings`, '01'],
  ])('%s: the same trace, with this request as the parent', (_, header, flags) => {
    const { traceId, traceparent } = traceOf(header);

    expect(traceId).toBe(trace);
    expect(traceparent).toMatch(new RegExp(`^00-${trace}-[\\da-f]{16}-${flags}$`));
    expect(traceparent).not.toContain(parent);
  });

  it.each([
    ['none', undefined],
    ['empty', ''],
    ['no trace', `00-${'0'.repeat(32)}-${parent}-01`],
    ['no parent', `00-${trace}-${'0'.repeat(16)}-01`],
    ['the version that is none', `ff-${trace}-${parent}-01`],
    ['the first version with more', `00-${trace}-${parent}-01-more`],
    ['capitals', `00-${trace.toUpperCase()}-${parent}-01`],
    ['too short', `00-${trace.slice(1)}-${parent}-01`],
    ['a line of the log', `00-${trace}-${parent}-01\n{"level":30}`],
  ])('%s: a new trace', (_, header) => {
    const { traceId, traceparent } = traceOf(header);

    expect(traceId).not.toBe(trace);
    expect(traceparent).toMatch(/^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-00$/);
    expect(traceOf(header).traceId).not.toBe(traceId);
  });
});
