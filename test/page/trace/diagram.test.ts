import { describe, expect, test } from 'vitest';
import { type Diagram, diagramOf } from '../../../web/trace/diagram.js';
import type { Trace } from '../../../web/trace/trace.js';
import { dead, early, orderA, orderB, pending, story, tellTrace, undelivered } from './traces.js';

describe('diagram: the story of design.md', () => {
  const diagram = diagramOf(story(), 'en');

  test('each version is a box with what changed in it, in its lane, from left to right', () => {
    expect(drawn(diagram)).toEqual([
      'tickets 0: v0 | listed, price $20.00',
      'orders 1: copy v0 | price $20.00',
      'orders 2: order A | created, at $20.00',
      'tickets 3: v1 | orderId = A',
      'orders 4: copy v1 | reserved',
      'orders 5: order A | cancelled, by the buyer',
      'tickets 6: v2 | no orderId',
      'orders 7: copy v2 | available',
      'tickets 7: v3 | price $30.00',
      'orders 8: copy v3 | price $30.00',
    ]);
    expect(diagram.columns).toBe(9);
    expect(diagram.boxes.map(({ kind }) => kind)).toEqual([
      ...['version', 'copy', 'order', 'version', 'copy', 'order', 'version', 'copy', 'version', 'copy'],
    ]);
  });

  test('each entry is an arrow from what it was written with to what it led to', () => {
    expect(arrowsOf(diagram)).toEqual([
      'ticket:created v0: tickets 0 > orders 1 applied',
      'order:created no. 1: orders 2 > tickets 3 applied',
      'ticket:updated v1: tickets 3 > orders 4 applied',
      'order:cancelled no. 2: orders 5 > tickets 6 applied',
      'ticket:updated v2: tickets 6 > orders 7 applied',
      'ticket:updated v3: tickets 7 > orders 8 applied',
    ]);
    expect([diagram.jumps, diagram.standings]).toEqual([
      [],
      { tickets: 'version 3', orders: 'copy of version 3' },
    ]);
  });
});

describe('diagram: a gap', () => {
  test('a version that nobody announced: a hole, and the entry behind it waits for it', () => {
    const tell = tellTrace();
    tell.listed();
    tell.repriced(2, 2000, 3000, { changes: null, so: early(1) });
    const diagram = diagramOf(tell.trace({ copy: 0 }), 'en');
    expect(drawn(diagram)).toEqual([
      'tickets 0: v0 | listed, price $20.00',
      'orders 1: copy v0 | price $20.00',
      'tickets 1: v1 | not announced',
      'tickets 2: v2 | price $30.00',
      'orders 3: v2 | waits for v1',
    ]);
    expect(kindsOf(diagram)).toEqual(['version', 'copy', 'hole', 'version', 'waiting']);
    expect(arrowsOf(diagram).at(-1)).toBe('ticket:updated v2: tickets 2 > orders 3 waiting');
    expect(diagram.standings).toEqual({ tickets: 'version 2', orders: 'copy of version 0' });
  });

  test('nothing has come behind it yet: a hole at the end, as the module stands further', () => {
    const tell = tellTrace();
    tell.listed();
    const diagram = diagramOf(tell.trace({ tickets: { version: 3 }, copy: 0 }), 'en');
    expect(drawn(diagram).at(-1)).toBe('tickets 1: v1–v3 | not announced');
  });

  test('an entry that was announced and is gone: told apart from those that nobody announced', () => {
    const tell = tellTrace();
    tell.listed();
    tell.repriced(5, 2000, 3000, { so: early(1, 4) });
    const diagram = diagramOf(tell.trace({ tickets: { lost: [3, 2] }, copy: 0 }), 'en');
    expect(drawn(diagram).filter((_, i) => kindsOf(diagram)[i] === 'hole')).toEqual([
      'tickets 1: v1 | not announced',
      'tickets 2: v2–v3 | entry is gone',
      'tickets 3: v4 | not announced',
    ]);
    expect(drawn(diagram).at(-1)).toBe('orders 5: v5 | waits for v1–v4');
  });

  test('in the line of the orders: the hole is in their lane, and the ticket waits', () => {
    const tell = tellTrace();
    tell.listed();
    tell.order(1, 'created');
    tell.reserved(1, orderA);
    tell.order(3, 'refund-due', { so: early(2) });
    const diagram = diagramOf(tell.trace(), 'en');
    expect(drawn(diagram).slice(-3)).toEqual([
      'orders 5: no. 2 | not announced',
      'orders 6: order A | refund due',
      'tickets 7: no. 3 | waits for no. 2',
    ]);
  });

  test('what was before the first entry that is left: not a hole, but earlier', () => {
    const tell = tellTrace();
    tell.repriced(7, 2000, 3000, { changes: null });
    const diagram = diagramOf(tell.trace({ tickets: { truncated: true, lost: [3] } }), 'en');
    expect(drawn(diagram)).toEqual([
      'tickets 0: earlier | not shown',
      'tickets 1: v7 | price $30.00',
      'orders 2: copy v7 | price $30.00',
    ]);
  });

  test('no entry at all is left: earlier, and nothing else', () => {
    const diagram = diagramOf(tellTrace().trace({ tickets: { version: 4 }, copy: 4 }), 'en');
    expect(drawn(diagram)).toEqual(['tickets 0: earlier | not shown']);
  });
});

test('diagram: a resync, the request, the snapshot, and the jump over what was missing', () => {
  const tell = tellTrace();
  tell.listed();
  tell.repriced(2, 2000, 3000, { changes: null });
  tell.asked(0, 2);
  tell.snapshot(2);
  tell.repriced(3, 3000, 4000);
  const diagram = diagramOf(tell.trace(), 'en');
  expect(drawn(diagram)).toEqual([
    'tickets 0: v0 | listed, price $20.00',
    'orders 1: copy v0 | price $20.00',
    'tickets 1: v1 | not announced',
    'tickets 2: v2 | price $30.00',
    'orders 3: v2 | waited until, the resync',
    'orders 4: resync | asks for state, v2 waits',
    'tickets 5: snapshot v2 | whole state, price $30.00',
    'orders 6: copy v2 | resynced, price $30.00',
    'tickets 6: v3 | price $40.00',
    'orders 7: copy v3 | price $40.00',
  ]);
  expect(arrowsOf(diagram)).toEqual([
    'ticket:created v0: tickets 0 > orders 1 applied',
    'ticket:updated v2: tickets 2 > orders 3 passed',
    'ticket:resync-requested : orders 4 > tickets 5 applied',
    'ticket:snapshot v2: tickets 5 > orders 6 applied',
    'ticket:updated v3: tickets 6 > orders 7 applied',
  ]);
  expect(diagram.jumps).toMatchObject([
    { lane: 'orders', from: 1, to: 6, title: 'resync: jumped from v0 to v2' },
  ]);
});

test('diagram: a snapshot that nobody needed, is seen and no jump', () => {
  const tell = tellTrace();
  tell.listed();
  tell.snapshot(0);
  const diagram = diagramOf(tell.trace(), 'en');
  expect([drawn(diagram).at(-1), diagram.jumps]).toEqual(['orders 2: copy v0 | nothing new', []]);
});

describe('diagram: an entry that is not applied', () => {
  test.each([
    ['a dead letter', dead('boom'), 'dead', 'v1 | dead letter, boom', 'dead'],
    ['a dead letter, for anybody', dead(null), 'dead', 'v1 | dead letter', 'dead'],
    ['it is its turn', pending(), 'waiting', 'v1 | being applied', 'waiting'],
    ['its reaction fails', pending(4), 'waiting', 'v1 | fails, retried', 'waiting'],
    ['it is not read', undelivered, 'waiting', 'v1 | on its way', 'waiting'],
  ])('%s: it ends where its version would be', (_, so, kind, text, state) => {
    const tell = tellTrace();
    tell.listed();
    tell.repriced(1, 2000, 3000, { so });
    const diagram = diagramOf(tell.trace({ copy: 0 }), 'en');
    expect([kindsOf(diagram).at(-1), drawn(diagram).at(-1)]).toEqual([kind, `orders 2: ${text}`]);
    expect(arrowsOf(diagram).at(-1)).toBe(`ticket:updated v1: tickets 1 > orders 2 ${state}`);
  });

  test('behind a dead letter: it waits for that version', () => {
    const tell = tellTrace();
    tell.listed();
    tell.repriced(1, 2000, 3000, { so: dead(null) });
    tell.repriced(2, 3000, 4000, { so: early(1) });
    const diagram = diagramOf(tell.trace({ copy: 0 }), 'en');
    expect(kindsOf(diagram)).toEqual(['version', 'copy', 'version', 'dead', 'version', 'waiting']);
    expect(drawn(diagram).at(-1)).toBe('orders 3: v2 | waits for v1');
  });

  test('behind one that is being applied: it waits behind others', () => {
    const tell = tellTrace();
    tell.listed(2000, { so: pending() });
    tell.repriced(1, 2000, 3000, { so: pending() });
    expect(drawn(diagramOf(tell.trace(), 'en')).at(-1)).toBe('orders 2: v1 | waits in line');
  });
});

describe('diagram: what an entry of an order led to', () => {
  test('the ticket is sold, and a late payment is seen and changes nothing', () => {
    const tell = tellTrace();
    tell.listed();
    tell.order(1, 'created');
    tell.reserved(1, orderA);
    tell.order(2, 'completed');
    tell.sold(2, orderA);
    tell.order(3, 'refund-due');
    const diagram = diagramOf(tell.trace(), 'en');
    expect(drawn(diagram).slice(-4)).toEqual([
      'tickets 6: v2 | no orderId, sold',
      'orders 7: copy v2 | sold',
      'orders 8: order A | refund due',
      'tickets 9: seen | changed nothing',
    ]);
  });

  test('a second order: it has a letter of its own, and each leads to its own version', () => {
    const tell = tellTrace();
    tell.listed();
    tell.order(1, 'created');
    tell.reserved(1, orderA);
    tell.order(2, 'cancelled');
    tell.freed(2, orderA);
    tell.order(3, 'created', { id: orderB, ticketVersion: 2 });
    tell.reserved(3, orderB);
    const diagram = diagramOf(tell.trace(), 'en');
    expect(drawn(diagram).slice(-3)).toEqual([
      'orders 8: order B | created, at $20.00',
      'tickets 9: v3 | orderId = B',
      'orders 10: copy v3 | reserved',
    ]);
  });

  test('an order made before the copy knew of a new price: it stands before that copy', () => {
    const tell = tellTrace();
    tell.listed();
    tell.repriced(1, 2000, 3000);
    tell.order(1, 'created', { ticketVersion: 0 });
    const diagram = diagramOf(tell.trace(), 'en');
    expect(drawn(diagram).filter((box) => box.startsWith('orders'))).toEqual([
      'orders 1: copy v0 | price $20.00',
      'orders 2: order A | created, at $20.00',
      'orders 3: copy v1 | price $30.00',
    ]);
  });
});

test('diagram: the same trace with more of it, what was drawn keeps its name and its place', () => {
  const whole = story();
  const [tickets, orders] = whole.lines;
  const before: Trace = {
    ...whole,
    lines: [tickets, orders].flatMap((line) =>
      line ? [{ ...line, version: 1, entries: line.entries.slice(0, 2) }] : [],
    ),
  };
  const [first, second] = [diagramOf(before, 'en'), diagramOf(whole, 'en')];
  const placesOf = ({ boxes }: Diagram) =>
    new Map(boxes.map(({ key, lane, column }) => [key, { lane, column }]));
  const later = placesOf(second);
  expect(first.boxes.length).toBeGreaterThan(5);
  for (const [key, place] of placesOf(first)) if (later.has(key)) expect(later.get(key)).toEqual(place);
  expect([...placesOf(first).keys()].filter((key) => !later.has(key))).toHaveLength(1);
});

function drawn({ boxes }: Diagram): string[] {
  return boxes.map(({ lane, column, title, lines }) => `${lane} ${column}: ${title} | ${lines.join(', ')}`);
}

function kindsOf({ boxes }: Diagram): string[] {
  return boxes.map(({ kind }) => kind);
}

function arrowsOf({ arrows }: Diagram): string[] {
  return arrows.map(
    ({ type, version, from, to, state }) =>
      `${type} ${version}: ${from.lane} ${from.column} > ${to.lane} ${to.column} ${state}`,
  );
}
