import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { printable } from '../../src/printable.js';
import { printReport as printRebuild } from '../../src/rebuild/print-report.js';
import { createFindings } from '../../src/verify/findings.js';
import { printReport as printVerify } from '../../src/verify/print-report.js';
import { violation } from '../../src/verify/violation.js';
import { runCli } from '../support/run-cli.js';

/** Clears the screen, and turns what is behind it round. */
const OBEYED = 'x\u001b[2J\u202ey';
const SPELT_OUT = 'x\\u001b[2J\\u202ey';

test.each([
  ['what a terminal obeys', OBEYED, SPELT_OUT],
  ['lines', 'a\nb', 'a b'],
  ['a line as Unicode has them', 'a\u2028b', 'a\\u2028b'],
  ['what is only rare', 'é – 漢 🎫', 'é – 漢 🎫'],
])('printable, %s', (_, text, printed) => {
  expect(printable(text)).toBe(printed);
});

test('the report of verify: what somebody has written to Redis can not rule the terminal', () => {
  const findings = createFindings();
  findings.add([violation('entries', 0, [`{0}:tickets:${OBEYED}`], `has the subject ${OBEYED}`)]);
  const report = {
    ...{ ok: false, partitions: 1, tickets: 0, orders: 0, pendingTickets: 0, groups: [] },
    ...{ checks: findings.results, violations: findings.violations },
    deadLetters: [{ key: '{0}:dead:orders', id: '1-0', entryId: null, error: OBEYED }],
  };
  const printed = printVerify(report, 'here');
  expect(printed).toContain(`  entries: has the subject ${SPELT_OUT}\n    {0}:tickets:${SPELT_OUT}\n`);
  expect(printed).toContain(`  {0}:dead:orders 1-0: ${SPELT_OUT}\n`);
});

test('the report of rebuild: what somebody has written to Redis can not rule the terminal', () => {
  const failures = [{ id: OBEYED, reason: OBEYED }];
  const counts = { tickets: 1, restored: 0, corrected: 0, failureCount: 1, foreignCount: 1 };
  const printed = printRebuild({ ok: false, ...counts, failures, foreign: [OBEYED] }, 'here');
  expect(printed).toContain(`  ${SPELT_OUT}: ${SPELT_OUT}\n`);
  expect(printed).toContain(`left alone:\n  ${SPELT_OUT}\n`);
});

test('holdfast dead-letters, something else answers at that address: it can not rule the terminal', async () => {
  const server = createServer((_, response) => {
    response.writeHead(500).end(OBEYED);
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  const { code, stderr } = await runCli({ HOLDFAST_TOKEN: 'x' }, 'dead-letters', 'list', '--url', url);
  expect(code).toBe(2);
  expect(stderr).toContain(`was answered with 500: ${SPELT_OUT}`);
});
