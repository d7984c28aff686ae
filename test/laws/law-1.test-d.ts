import type { Redis } from 'ioredis';
import { describe, expectTypeOf, test } from 'vitest';
import type { createAdmin } from '../../src/admin/index.js';
import type { moveToDeadLetters } from '../../src/bus/dead-letters.js';
import type { encodeEvent } from '../../src/bus/event.js';
import type { createFencedConnection } from '../../src/bus/fenced-connection.js';
import type { hashCodec } from '../../src/bus/hash-codec.js';
import type * as face from '../../src/bus/index.js';
import type {
  Bus,
  Commit,
  createBus,
  DeadLetters,
  defineSource,
  Journal,
  Rebuilding,
  RecordReader,
  Ref,
  Refs,
  ReplicaRecord,
  SourceRecord,
  States,
  SubjectReader,
} from '../../src/bus/index.js';
import type { changeSource, createJournal } from '../../src/bus/journal.js';
import type { createLane } from '../../src/bus/lane.js';
import type { reactTo } from '../../src/bus/subscription.js';
import type { WorkingSet } from '../../src/bus/working-set.js';
import type { createOrders } from '../../src/modules/orders/index.js';
import type { Replica } from '../../src/modules/orders/replica.js';
import type { createTickets } from '../../src/modules/tickets/index.js';
import type { Ticket } from '../../src/modules/tickets/ticket.js';

type Definition = Parameters<typeof defineSource<Ticket>>[0];
type TicketCommit = Commit<Ticket, Refs, 'not-found'>;

describe('a record', () => {
  test('that does not say what it announces, where, and about what: can not be defined', () => {
    expectTypeOf<Pick<Definition, keyof Definition>>().toExtend<Definition>();
    expectTypeOf<Omit<Definition, 'announce'>>().not.toExtend<Definition>();
    expectTypeOf<Omit<Definition, 'stream'>>().not.toExtend<Definition>();
    expectTypeOf<Omit<Definition, 'subject'>>().not.toExtend<Definition>();
  });

  test('made by hand instead of by defineSource: must say it too', () => {
    type Made = SourceRecord<Ticket>;
    expectTypeOf<Pick<Made, keyof Made>>().toExtend<Made>();
    expectTypeOf<Omit<Made, 'announce'>>().not.toExtend<Made>();
    expectTypeOf<Omit<Made, 'stream'>>().not.toExtend<Made>();
    expectTypeOf<Omit<Made, 'subject'>>().not.toExtend<Made>();
  });

  test('that announces some changes only: can not be defined', () => {
    type Silent = Omit<Definition, 'announce'> & { announce: () => undefined };
    expectTypeOf<Silent>().not.toExtend<Definition>();
    expectTypeOf<ReturnType<Definition['announce']>>().toEqualTypeOf<string>();
  });
});

describe('commit', () => {
  test('of a replica: is no commit, as a replica follows the events of its source', () => {
    expectTypeOf<Ref<SourceRecord<Ticket>>>().toExtend<Parameters<Journal['commit']>[0]['record']>();
    expectTypeOf<Ref<ReplicaRecord<Replica>>>().not.toExtend<Parameters<Journal['commit']>[0]['record']>();
    expectTypeOf<Ref<ReplicaRecord>>().not.toExtend<TicketCommit['record']>();
  });

  test('with a decision that does something and answers later: is no commit', () => {
    type Decided = ReturnType<TicketCommit['decide']>;
    expectTypeOf<Ticket>().toExtend<Decided>();
    expectTypeOf<Promise<Ticket>>().not.toExtend<Decided>();
    expectTypeOf<undefined>().not.toExtend<Decided>();
  });

  test('with a replica among what is given: the decision reads it, and can return nothing for it', () => {
    type Given = States<{ readonly replica: Ref<ReplicaRecord<Replica>> }>;
    expectTypeOf<Given>().toEqualTypeOf<{ readonly replica: Replica | undefined }>();
    expectTypeOf<Replica>().not.toExtend<ReturnType<TicketCommit['decide']>>();
  });
});

describe('what modules get and give', () => {
  test('the bus: one way to write, and it is commit', () => {
    expectTypeOf<keyof Bus>().toEqualTypeOf<
      | ('journal' | 'records' | 'subjects' | 'deadLetters' | 'rebuilding' | 'partitions')
      | (
          | 'newId'
          | 'newIdFor'
          | 'start'
          | 'inspect'
          | 'survey'
          | 'waitingWrites'
          | 'losses'
          | 'watch'
          | 'stop'
        )
    >();
    expectTypeOf<keyof Journal>().toEqualTypeOf<'commit' | 'commitOnce'>();
    expectTypeOf<keyof RecordReader>().toEqualTypeOf<
      'get' | 'page' | 'history' | 'due' | 'partitionOfOnce'
    >();
    expectTypeOf<keyof DeadLetters>().toEqualTypeOf<'list' | 'replay' | 'discard'>();
    expectTypeOf<keyof SubjectReader>().toEqualTypeOf<'read'>();
    // None of them takes a state: a source is told as it is, and a replica begins with what is told.
    expectTypeOf<keyof Rebuilding>().toEqualTypeOf<
      'ids' | 'states' | 'missing' | 'announce' | 'open' | 'deadLetters' | 'index' | 'discard'
    >();
    expectTypeOf<Extract<Bus[keyof Bus], Redis>>().toEqualTypeOf<never>();
  });

  test('the face of the bus: neither a lane nor a working set, nor anything else that writes', () => {
    type Exported = (typeof face)[keyof typeof face];
    expectTypeOf<Extract<Exported, typeof createBus>>().toEqualTypeOf<typeof createBus>();
    expectTypeOf<
      Extract<
        Exported,
        | (typeof createLane | typeof createFencedConnection | typeof createJournal)
        | (typeof changeSource | typeof reactTo | typeof moveToDeadLetters)
        | (typeof WorkingSet | typeof encodeEvent | typeof hashCodec)
      >
    >().toEqualTypeOf<never>();
  });

  test('the faces of the modules: routes, subscriptions and a life, and no way to a record', () => {
    expectTypeOf<keyof ReturnType<typeof createTickets>>().toEqualTypeOf<'routes' | 'subscriptions'>();
    expectTypeOf<keyof ReturnType<typeof createOrders>>().toEqualTypeOf<
      'routes' | 'devRoutes' | 'subscriptions' | 'start' | 'stop'
    >();
    expectTypeOf<keyof ReturnType<typeof createAdmin>>().toEqualTypeOf<'routes' | 'start' | 'stop'>();
    expectTypeOf<ReturnType<typeof createOrders>['start']>().toEqualTypeOf<() => void>();
    expectTypeOf<ReturnType<typeof createOrders>['stop']>().toEqualTypeOf<() => Promise<void>>();
  });

  test('the modules: are given no client of Redis', () => {
    type Given = Parameters<typeof createTickets>[0] &
      Parameters<typeof createOrders>[0] &
      Parameters<typeof createAdmin>[0];
    expectTypeOf<Extract<Given[keyof Given], Redis>>().toEqualTypeOf<never>();
  });
});
