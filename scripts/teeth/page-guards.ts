import type { Guard } from './guard.js';

/** What the page must not do, and what must not be shown. */
export const pageGuards: readonly Guard[] = [
  {
    name: 'the page edits the version that its seller looks at',
    file: 'web/market/change-ticket.ts',
    text: 'path: { id }, header:',
    broken: 'path: { id }, forgotten:',
    tests: ['test/page/change-ticket.test.ts'],
  },
  {
    name: 'the page keeps its Idempotency-Key until the same thing is done',
    file: 'web/api/intention.ts',
    text: 'if (current?.body !== text) current =',
    broken: 'current =',
    tests: ['test/page/intention.test.ts'],
  },
  {
    name: 'a record of the page moves to higher versions alone',
    file: 'web/state/records.ts',
    text: 'return version > (known.get(id)?.version ?? -1);',
    broken: 'return known.get(id)?.version !== version;',
    tests: ['test/page/records.test.ts'],
  },
  {
    name: 'a lost live connection resumes where it was',
    file: 'web/live/connection.ts',
    text: "...(lastEventId !== '' && { 'Last-Event-ID': lastEventId }),",
    broken: '',
    tests: ['test/page/connection.test.ts'],
  },
  {
    name: 'a sign-in comes back to the page and to nobody else',
    file: 'web/session/return-path.ts',
    text: "origin === HERE && !pathname.startsWith('//') ?",
    broken: "!pathname.startsWith('//') ?",
    tests: ['test/page/return-path.test.ts'],
  },
  {
    name: 'the page is under a policy that lets in nothing from elsewhere',
    file: 'src/web/answer-file.ts',
    text: "'Content-Security-Policy': pagePolicy,",
    broken: '',
    tests: ['test/web/policy.test.ts'],
  },
  {
    name: 'how the streams stand is told to operators alone',
    file: 'src/admin/stream-routes.ts',
    text: '...forOperators(auth),',
    broken: '...forOperators({ ...auth, requireScope: () => auth.requireUser }),',
    tests: ['test/admin/streams.test.ts'],
  },
  {
    name: 'why an entry is a dead letter is told to operators alone',
    file: 'src/trace/show.ts',
    text: "delivery.state === 'dead' && !isOperator ?",
    broken: "delivery.state === 'dead' && !isOperator && delivery.error === '' ?",
    tests: ['test/trace/trace.test.ts'],
  },
];
