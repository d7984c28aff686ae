import { expect, test } from 'vitest';
import { createReport } from '../../scripts/container/report.js';

function keptReport() {
  const written: string[] = [];
  let nowMs = 0;
  const report = createReport(
    (text) => written.push(text),
    () => nowMs,
  );
  return { report, text: () => written.join(''), pass: (ms: number) => (nowMs += ms) };
}

test('report, a step: what it is, what came of it and how long it took, on one line', async () => {
  const { report, text, pass } = keptReport();
  await report.step('build', async () => void pass(1250));
  await report.step(
    'base',
    async () => 'bookworm',
    (name) => `made ${name}`,
  );
  expect(text()).toBe('build … 1.3 s\nbase … made bookworm, 0.0 s\n');
});

test('report, a step that fails: it is told, and so is the error', async () => {
  const { report, text } = keptReport();
  const failing = report.step('build', () => Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  expect(text()).toBe('build … failed\n');
});
