import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findPromtool } from '../../scripts/setup/find-promtool.mjs';
import { RULE_TESTS, RULES, readAlerts, readRuleTests } from '../support/alerts.js';

const alerts = readAlerts();

const promtool = await findPromtool('.');
// A skipped test says nothing of itself in a report.
if (promtool === undefined)
  console.warn('The alert rules are not run: there is no promtool (node scripts/setup.mjs --promtool).');

describe.skipIf(promtool === undefined)('promtool', () => {
  test.each([
    ['the rules', ['check', 'rules', RULES]],
    ['the example of a configuration', ['check', 'config', 'ops/prometheus/prometheus.yaml']],
    ['each alert fires when it should, and does not when it should not', ['test', 'rules', RULE_TESTS]],
  ])('%s: accepted', (_, args) => {
    // Its complaints come with the error.
    expect(() => execFileSync(promtool ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] })).not.toThrow();
  });
});

test('alert rules: each has a test in which it fires, and one in which it does not', () => {
  const tested = readRuleTests().map(({ alert, fires }) => `${alert} ${fires ? 'fires' : 'is silent'}`);
  const wanted = alerts.flatMap(({ alert }) => [`${alert} fires`, `${alert} is silent`]);
  expect([...new Set(tested)].toSorted()).toEqual(wanted.toSorted());
});

test('runbook: each alert has a section that its rule names, and no section is left over', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  const sections = [...runbook.matchAll(/^## (Holdfast\w+)$/gm)].map(([, alert]) => alert);
  expect(sections.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
  for (const { alert, annotations } of alerts)
    expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
});

test('runbook: each section says what the alert means, how to look, and what to do', () => {
  const [, ...sections] = readFileSync('docs/runbook.md', 'utf8').split(/^(?=## Holdfast)/m);
  for (const section of sections) {
    const parts = [...section.matchAll(/^\*\*(.+)\.\*\*/gm)].map(([, part]) => part);
    expect(parts, section.split('\n')[0]).toEqual(['What it means', 'How to look', 'What to do']);
  }
});
