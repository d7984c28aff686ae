import type { Guard } from './guard.js';
import { pageGuards } from './page-guards.js';

const FENCED = 'src/bus/fenced-connection.ts';
const LANE = 'src/bus/lane.ts';
const SET = 'src/bus/working-set.ts';
const GATE = 'src/bus/gate.ts';
const READER = 'src/bus/group-reader.ts';
const CUT = 'src/bus/cut.ts';
const READERS = 'src/bus/readers.ts';
const DEAD_LETTERS = 'src/bus/dead-letters.ts';
const CONNECT = 'src/redis/connect.ts';
const TICKET = 'src/modules/tickets/ticket.ts';
const ORDER = 'src/modules/orders/order.ts';
const REPLICA = 'src/modules/orders/replica.ts';

/** Law 1: no change without an entry. */
const law1: readonly Guard[] = [
  {
    name: 'a change of a record stages its entry',
    file: SET,
    text: 'this.append(record.stream, { type, time, subject, sequence, data: next, traceparent });',
    broken:
      'if (next.version === 0) this.append(record.stream, { type, time, subject, sequence, data: next, traceparent });',
    tests: ['test/bus/working-set.test.ts', 'test/flows/story.test.ts'],
  },
  {
    name: 'a change that changes nothing announces nothing',
    file: SET,
    text: 'if (before && slot.fields && !differs(codec, slot.fields, codec.encode(after), STAMPS)) return before;',
    broken: '',
    tests: ['test/bus/journal.test.ts'],
  },
  {
    name: 'every change adds exactly 1 to the version',
    file: SET,
    text: 'before ? before.version + 1 : 0',
    broken: 'before ? before.version + 2 : 0',
    tests: ['test/bus/journal.test.ts'],
  },
];

/** Law 2: never twice, never early, never lost. */
const law2: readonly Guard[] = [
  {
    name: 'the gate holds back what is early',
    file: GATE,
    text: "if (seen === undefined || sequence > seen + 1) return 'early';",
    broken: "if (seen === undefined || sequence > seen) return 'next';",
    tests: ['test/bus/gate.test.ts', 'test/bus/consumer.test.ts'],
  },
  {
    name: 'the gate knows what was applied already',
    file: GATE,
    text: "return sequence === seen + 1 ? 'next' : 'duplicate';",
    broken: "return 'next';",
    tests: ['test/bus/gate.test.ts', 'test/bus/consumer.test.ts'],
  },
  {
    name: 'a duplicate is acknowledged, and is no gap',
    file: GATE,
    text: "sequence === seen + 1 ? 'next' : 'duplicate'",
    broken: "sequence === seen + 1 ? 'next' : 'early'",
    tests: ['test/bus/gate.test.ts', 'test/bus/consumer.test.ts'],
  },
  {
    name: 'a snapshot takes no copy back',
    file: GATE,
    text: "seen === undefined || sequence >= seen ? 'next' : 'duplicate'",
    broken: "'next'",
    tests: ['test/bus/gate.test.ts', 'test/modules/resync.test.ts'],
  },
  {
    name: 'XACK is in the EXEC that applies the entry',
    file: FENCED,
    text: "replies = await inTime(on.send([['multi'], ...fencing, ...commands, ['exec']]));",
    broken: `const acknowledging = commands.filter(([name]) => name === 'xack');
      if (acknowledging.length > 0) await ask(on, acknowledging);
      const others = commands.filter(([name]) => name !== 'xack');
      replies = await inTime(on.send([['multi'], ...fencing, ...others, ['exec']]));`,
    tests: ['test/faults/kill-points.test.ts'],
  },
  {
    name: 'an applied entry is acknowledged',
    file: SET,
    text: "if (entryIds.length > 0) commands.push(['xack', stream, group, ...entryIds]);",
    broken: 'void [stream, group, entryIds];',
    tests: ['test/bus/consumer.test.ts'],
  },
  {
    name: 'a record keeps which entry it has seen',
    file: SET,
    text: 'this.#set(slot, { ...slot.fields, [SEEN]: String(sequence) });',
    broken: 'void [slot, sequence];',
    tests: ['test/bus/consumer.test.ts'],
  },
  {
    name: 'a group begins at the beginning of its stream',
    file: READER,
    text: "group, '0', 'MKSTREAM'",
    broken: "group, '$', 'MKSTREAM'",
    tests: ['test/bus/consumer.test.ts', 'test/bus/consumer-faults.test.ts'],
  },
  {
    name: 'taking over goes on where it left off',
    file: READER,
    text: 'cursor = String(reply[0]);',
    broken: "cursor = '0-0';",
    tests: ['test/bus/group-reader.test.ts'],
  },
  {
    name: 'a consumer leaves only when nothing is pending on it',
    file: READER,
    text: 'if (Array.isArray(pending) && pending.length === 0)',
    broken: 'if (Array.isArray(pending))',
    tests: ['test/bus/group-reader.test.ts', 'test/bus/consumer-stop.test.ts'],
  },
  {
    name: 'a gone consumer with entries pending is not deleted',
    file: READERS,
    text: ' && Array.isArray(entries) && entries.length === 0;',
    broken: ' && Array.isArray(entries);',
    tests: ['test/bus/readers.test.ts'],
  },
  {
    name: 'nothing is cut above the floor of all groups',
    file: CUT,
    text: 'compareEntryIds(id, floor) < 0 && ',
    broken: '',
    tests: ['test/bus/cut.test.ts', 'test/bus/trim.test.ts'],
  },
  {
    name: 'what is pending holds the floor',
    file: CUT,
    text: `    lastDelivered,
    oldestPending,
`,
    broken: '    lastDelivered,\n',
    tests: ['test/bus/cut.test.ts', 'test/bus/trim.test.ts'],
  },
  {
    name: 'an entry that was handled meanwhile is no dead letter',
    file: DEAD_LETTERS,
    text: 'if (!Array.isArray(reply) || reply.length === 0) return false;\n      const letter',
    broken: 'const letter',
    tests: ['test/bus/dead-letters.test.ts'],
  },
];

/** Law 3: a write either happened or did not, and we know which. */
const law3: readonly Guard[] = [
  {
    name: 'what a decision has read is watched',
    file: FENCED,
    text: "['watch', fence, ...watched]",
    broken: "['watch', fence]",
    tests: ['test/bus/fence.test.ts', 'test/flows/races.test.ts'],
  },
  {
    name: 'what is read later is watched too',
    file: FENCED,
    text: "[['watch', ...watched], ...needs",
    broken: "[['ping', String(watched.length)], ...needs",
    tests: ['test/bus/fence.test.ts'],
  },
  {
    name: 'the fence is watched, so that a late EXEC fails',
    file: FENCED,
    text: "['watch', fence, ...watched]",
    broken: "watched.length > 0 ? ['watch', ...watched] : ['ping']",
    tests: ['test/bus/fence.test.ts', 'test/laws/law-3.test.ts'],
  },
  {
    name: 'the fence is asked after a lost reply',
    file: FENCED,
    text: "return commands.length > 0 ? await recover() : 'conflict';",
    broken: "return 'conflict';",
    tests: ['test/bus/fence.test.ts', 'test/laws/law-3.test.ts'],
  },
  {
    name: 'only the number of this transaction says that it was applied',
    file: FENCED,
    text: 'const applied = String(value).startsWith(',
    broken: "const applied = String(value).includes('.') || String(value).startsWith(",
    tests: ['test/bus/fence.test.ts'],
  },
  {
    name: 'every reply inside EXEC is looked at',
    file: FENCED,
    text: "if (failed) throw new Fault('a command failed inside EXEC; the others took effect', { cause: failed });",
    broken: 'void failed;',
    tests: ['test/bus/fence.test.ts', 'test/bus/lane-trouble.test.ts'],
  },
  {
    name: 'the connection of a lane sends nothing again',
    file: CONNECT,
    text: `    retryStrategy: () => null,
    autoResendUnfulfilledCommands: false,
    // A command for a closed connection has to fail at once: nobody will ever send it.
    enableOfflineQueue: false,
`,
    broken: '',
    tests: ['test/redis/connect.test.ts', 'test/laws/law-3.test.ts'],
  },
  {
    name: 'nobody is answered before the EXEC is',
    file: LANE,
    text: 'const outcome = await connection.exec(set.commands());',
    broken: `for (const job of group) job.settle();
    const outcome = await connection.exec(set.commands());`,
    tests: ['test/bus/lane.test.ts', 'test/laws/law-3.test.ts'],
  },
  {
    name: 'nobody whose write may be stored is told that it is not',
    file: LANE,
    text: "if (phase !== 'decided') return",
    broken: 'if (phase) return',
    tests: ['test/laws/law-3.test.ts', 'test/bus/lane-trouble.test.ts'],
  },
  {
    name: 'a write that was refused as too late is not written after all',
    file: LANE,
    text: "if (job.phase === 'settled') continue;",
    broken: '',
    tests: ['test/bus/lane-trouble.test.ts'],
  },
  {
    name: 'a decision that throws leaves nothing of what it staged',
    file: SET,
    text: 'for (const step of undo.reverse()) step();',
    broken: '',
    tests: ['test/bus/lane.test.ts', 'test/bus/working-set.test.ts'],
  },
];

/** The rules of the marketplace. */
const rules: readonly Guard[] = [
  {
    name: 'an edit is of the version that its If-Match names',
    file: TICKET,
    text: "return command.expects(ticket.version) ? undefined : refuse('version-mismatch');",
    broken: 'return undefined;',
    tests: ['test/modules/ticket.test.ts', 'test/flows/races.test.ts'],
  },
  {
    name: 'a reserved or sold ticket can not be edited',
    file: TICKET,
    text: "return ticket.status === 'available' ? undefined :",
    broken: "return ticket.status !== 'withdrawn' ? undefined :",
    tests: ['test/modules/ticket.test.ts'],
  },
  {
    name: 'a cancel frees the ticket only of its own order',
    file: TICKET,
    text: "if (ticket.orderId !== orderId) return ticket;\n  return { ...ticket, status: 'available'",
    broken: "return { ...ticket, status: 'available'",
    tests: ['test/modules/ticket.test.ts', 'test/modules/reactions.test.ts'],
  },
  {
    name: 'a cancelled order lets go of its own ticket only',
    file: REPLICA,
    text: 'return replica.orderId === order.id ? { ...replica, orderId: null } : replica;',
    broken: 'return { ...replica, orderId: null };',
    tests: ['test/modules/replica.test.ts'],
  },
  {
    name: 'one live order a ticket',
    file: ORDER,
    text: "if (replica.orderId !== null) return refuse('ticket-reserved');",
    broken: '',
    tests: ['test/modules/order.test.ts', 'test/modules/races.test.ts'],
  },
  {
    name: 'a payment revives no cancelled order',
    file: ORDER,
    text: "if (order.status === 'created') return { ...order, status: 'complete'",
    broken: "if (order.status !== 'complete') return { ...order, status: 'complete'",
    tests: ['test/modules/order.test.ts', 'test/flows/payments.test.ts'],
  },
  {
    name: 'a complete order is complete for ever',
    file: ORDER,
    text: "return order.status === 'created' ? { ...order, status: 'cancelled', reason } : order;",
    broken: "return { ...order, status: 'cancelled', reason };",
    tests: ['test/modules/order.test.ts'],
  },
  {
    name: 'a hold ends when its time is over, and not before',
    file: ORDER,
    text: "order.status === 'created' && now >= Date.parse(order.expiresAt)",
    broken: "order.status === 'created'",
    tests: ['test/modules/order.test.ts', 'test/modules/expiry.test.ts'],
  },
  {
    name: 'a repeated request is done once',
    file: 'src/bus/once.ts',
    text: "set.command(['set', need.key, value, 'ex', REMEMBERED_SECONDS]);",
    broken: '',
    tests: ['test/flows/idempotency.test.ts'],
  },
];

export const GUARDS: readonly Guard[] = [...law1, ...law2, ...law3, ...rules, ...pageGuards];
