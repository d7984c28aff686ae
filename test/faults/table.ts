/** A test by its file and its name as the file has it: of `test.each`, the name with its placeholders. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

const inFile = (file: string, ...names: readonly string[]): NamedTest[] =>
  names.map((name) => ({ file: `test/${file}`, name }));

const FENCE_POINTS = inFile(
  'faults/fence-points.test.ts',
  '$at, $fault, $who: the write is stored once, and so is the next one',
  '$at, $verdict: $told, stored: $stored, and the next write works',
  'lane: EXEC arrives between the question to the fence and the next try: it fails, and the write is stored once',
);

const SILENT_REDIS = inFile(
  'faults/redis-paused.test.ts',
  'Redis %s, under load: 503 in time, and back within 5 s with all that it had',
);

const REFUSING_REDIS = inFile(
  'faults/redis-refuses.test.ts',
  'Redis %s, under load: reads go on, writes are 503 and not stored, and it writes again within 5 s',
);

/** The fault table: what may go wrong, and the tests that show what becomes of it. */
export const FAULT_TABLE: Readonly<Record<string, readonly NamedTest[]>> = {
  'kill -9 of the server before EXEC': inFile(
    'faults/kill-points.test.ts',
    'PATCH: nothing is stored, and the next server writes it',
    'POST with an Idempotency-Key: nothing is stored, and repeated it is made',
  ),
  'kill -9 of the server after EXEC and before the reply': inFile(
    'faults/kill-points.test.ts',
    'PATCH: it is stored once, and If-Match tells whoever asks again',
    'POST with an Idempotency-Key: it is stored once, and repeated it answers that one',
  ),
  'kill -9 of the server after read and before commit': inFile(
    'faults/kill-points.test.ts',
    '$when: the ticket is reserved once, and the copy follows',
  ),
  'kill -9 of one of two servers': inFile(
    'faults/killed-server.test.ts',
    'kill -9 of one of two servers under load: the other takes over, nothing acknowledged is lost',
  ),
  'SIGSTOP 30 s of one of two servers': inFile(
    'faults/stopped-server.test.ts',
    'SIGSTOP of one of two servers for 30 s under load: the other takes over, and the sleeper wakes and does no harm',
    'SIGSTOP of one of two servers with its EXEC on the way: what arrives after the takeover changes nothing',
  ),
  'kill -9 of Redis under load': [
    ...inFile(
      'faults/redis-away.test.ts',
      'Redis killed under load and started again: 503 in time, and back within 5 s with all that it had',
    ),
    ...inFile(
      'faults/redis-restarts.test.ts',
      'Redis restarted three times under load: each answer in time, and back within 5 s with all that it had',
      'the server’s own Redis killed under load: started again and back within 5 s with all that it had',
    ),
    ...inFile(
      'faults/kill.test.ts',
      'kill -9 of server and Redis in 1,000 writes, while PARTITIONS is raised: what was acknowledged is there, once',
    ),
    ...inFile(
      'faults/outage.test.ts',
      '%s: every call is 503 within 2 s, /healthz is live, /readyz is not ready, and all recovers by itself',
    ),
    ...inFile(
      'faults/herd.test.ts',
      'Redis away for 5 s while two servers have users: each tries at a bounded rate, and Redis is not flooded after',
    ),
  ],
  'SIGSTOP of Redis 10 s': SILENT_REDIS,
  'cut between WATCH and EXEC': [
    ...inFile(
      'laws/law-3.test.ts',
      "$what: the rival's change survives, and ours is decided again on top of it",
      'the rival takes the ticket, and the connection is cut: our order is refused, and there is one',
    ),
    ...inFile(
      'faults/write-outcome.test.ts',
      'PATCH with If-Match, $what: $answer, stored: $stored, and asking again tells',
    ),
    ...FENCE_POINTS,
  ],
  'lost reply': [
    ...inFile(
      'laws/law-3.test.ts',
      'an edit: applied once, and answered once with what is stored',
      'an order: there is one, the one that was answered, and it is announced once',
      '$what: an order is made once, and answered once',
      'a rival changes the record before the fence is asked: applied once, and answered as it was then',
    ),
    ...inFile(
      'laws/law-3-faults.test.ts',
      'each change is stored once if it was answered, and never if it was refused',
    ),
    ...inFile(
      'faults/write-outcome.test.ts',
      'PATCH with If-Match, $what: $answer, stored: $stored, and asking again tells',
    ),
    ...inFile(
      'bus/consumer-faults.test.ts',
      'consumer: the reply with its entries lost, reads them again at once',
      'consumer: more entries lost with replies than it reads at a time, are all read again',
    ),
    ...FENCE_POINTS,
  ],
  'black hole': [
    ...SILENT_REDIS,
    ...inFile(
      'laws/law-3.test.ts',
      'an edit: unavailable within 2 s, and it is not written later either',
      'an order, $what: unavailable within 2 s, and no order exists then or later',
    ),
    ...inFile('bus/consumer-faults.test.ts', 'consumer: a wedged connection, is replaced'),
  ],
  trickle: [
    ...inFile('faults/redis-slow.test.ts', 'Redis %s, under load: reads and writes succeed all the same'),
    ...FENCE_POINTS,
  ],
  OOM: [
    ...REFUSING_REDIS,
    ...inFile(
      'bus/lane-trouble.test.ts',
      '$what: unavailable within 2 s, nothing is stored, and it works again after',
      '$what for a moment: the write waits, and is stored once',
    ),
  ],
  READONLY: [
    ...REFUSING_REDIS,
    ...inFile(
      'bus/lane-trouble.test.ts',
      '$what: unavailable within 2 s, nothing is stored, and it works again after',
    ),
    ...inFile(
      'bus/fence-refused.test.ts',
      'EXEC is refused, the connection is given up and a new one writes when Redis is a master again',
      'the fence can not be asked, asks on new connections until it can, and what was stored counts',
    ),
  ],
  NOGROUP: [
    ...inFile(
      'faults/group-destroyed.test.ts',
      'consumer groups destroyed again and again under load: nothing is lost and nothing is applied twice',
    ),
    ...inFile(
      'bus/consumer-faults.test.ts',
      'consumer: its group destroyed while it waits, makes it anew and applies the rest once',
      'consumer: its group destroyed while an entry waits, applies that one once too',
    ),
  ],
  FLUSHALL: [
    ...inFile(
      'faults/data-lost.test.ts',
      'FLUSHALL while it runs: told loudly, nothing is answered from what is left, and a restored backup ends it',
      'FLUSHALL, and another server started on what is left: the first does not take that for its data',
      'Redis comes back without its last writes: told loudly and by /readyz, and what is left is served',
    ),
    ...inFile(
      'bus/consumer-faults.test.ts',
      'consumer: all of Redis emptied while it waits, goes on with what is written afterwards',
    ),
  ],
  'AOF with a cut tail': inFile(
    'faults/aof-cut.test.ts',
    'the append-only file cut in a transaction: verify and the next server say so, and what comes then is kept',
    'the append-only file cut anywhere: no transaction is half there',
  ),
  'clock of one server ±1 h': inFile(
    'faults/wrong-clock.test.ts',
    'versions, times, histories and lists: the same at both, by the time of Redis',
    'a hold: neither server ends it before its time, and the one with the wrong clock ends it then',
    'an upkeep round: nothing is cut that is young by the time of Redis',
    'a payment: only the server with the right clock believes when it was signed, and the order is paid',
    'a token: it is valid for as long as the clock of the server says',
  ),
  'undecodable entry': [
    ...inFile(
      'faults/odd-entries.test.ts',
      'a server, %s among good ones: it is a dead letter, and the good ones are applied',
    ),
    ...inFile(
      'bus/dead-letters.test.ts',
      'dead letters: an entry with %s, is moved at once and hurts no neighbour',
    ),
  ],
  'entry of unknown type': inFile(
    'faults/odd-entries.test.ts',
    'a server, %s among good ones: it is a dead letter, and the good ones are applied',
  ),
  'entry of an older schema': inFile(
    'faults/odd-entries.test.ts',
    'a server, an entry of a server that knew fewer fields: what it did not know is null, and all goes on',
  ),
  'poison entry among good ones': [
    ...inFile(
      'faults/odd-entries.test.ts',
      'a server, %s among good ones: it is a dead letter, and the good ones are applied',
    ),
    ...inFile(
      'flows/dead-letters.test.ts',
      'dead letters: a ticket’s hash is damaged, the replay fails until it is mended, then both sides converge and what waited goes on',
    ),
    ...inFile(
      'bus/applier.test.ts',
      'applier: a reaction that throws, keeps the entries of its subject waiting and no others',
    ),
    ...inFile(
      'bus/dead-letters.test.ts',
      'dead letters: a reaction that threw as often as it may, its entry is kept whole and acknowledged',
    ),
  ],
  'duplicate, reordered, missing entries': [
    ...inFile(
      'laws/law-2.test.ts',
      'law 2: entries of tickets several times and in any order to three processes (partitions: %i), each copy follows once',
      'law 2: entries of orders several times and in any order to three processes (partitions: %i), each ticket follows once',
    ),
    ...inFile(
      'faults/odd-entries.test.ts',
      'a server, entries several times and the later one first: each is applied once, in order',
    ),
    ...inFile(
      'flows/seeds-bug.test.ts',
      'a change without its entry: the copy refuses to jump, the rest goes on, and /readyz names the ticket',
      'a change without its entry, and a later one: the copy asks for the ticket, goes on, and /readyz says that it had to',
    ),
    ...inFile(
      'modules/resync.test.ts',
      'an entry that is lost: the copy asks for the state, jumps to it, and later changes go on',
    ),
  ],
  '200 pending entries at takeover': inFile(
    'faults/takeover.test.ts',
    '200 pending entries at takeover: a server dies with them in hand, and the next one applies them all, once',
  ),
  'a reaction slower than the claim time': inFile(
    'faults/takeover.test.ts',
    'a reaction slower than the claim time: another consumer takes its entries, and each is applied once',
    'reactions that are always slower than the claim time, of two consumers: each entry is applied once, and an end comes',
  ),
  'pay, cancel and expire in the same millisecond': [
    ...inFile(
      'modules/races.test.ts',
      'all three for orders whose hold is over, each by another process: exactly one wins, for each order',
    ),
    ...inFile(
      'flows/races.test.ts',
      'buyers cancel at the moment when the hold ends: each order is cancelled once and its ticket is free',
    ),
  ],
  'SIGTERM under load': [
    ...inFile(
      'faults/terminated-server.test.ts',
      'SIGTERM of one of two servers under load: no 5xx, no answer is lost, and the other goes on',
    ),
    ...inFile(
      'flows/shutdown.test.ts',
      'SIGTERM under load: every request is answered with success or was never read',
    ),
  ],
  'the fence, at every point of the transaction': FENCE_POINTS,
  'faults at random, and every answer checked': inFile(
    'history/history.test.ts',
    'seed %i: every answer holds, and npm run verify finds nothing',
    'all seeds together: each kind of fault has happened, and each kind of outcome',
  ),
};
