import { expect, test } from 'vitest';
import { createFindings, KEPT } from '../../src/verify/findings.js';
import { violation } from '../../src/verify/violation.js';

test('findings: one that is found twice, counts once', () => {
  const findings = createFindings();
  const found = violation('holds', 0, ['{0}:orders:1'], 'is cancelled');
  findings.add([found, { ...found }]);

  expect(findings.violations).toEqual([found]);
  expect(findings.results.find(({ check }) => check === 'holds')).toMatchObject({ found: 1 });
});

test('findings: more than are kept, are counted all the same', () => {
  const findings = createFindings();
  for (let i = 0; i < KEPT + 5; i += 1) findings.add([violation('indexes', 0, [`key ${i}`], 'is missing')]);
  findings.add([violation('history', 0, ['key'], 'is missing')]);

  expect(findings.violations).toHaveLength(KEPT + 1);
  expect(findings.results.find(({ check }) => check === 'indexes')).toMatchObject({ found: KEPT + 5 });
});
