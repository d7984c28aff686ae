import { expect, test } from 'vitest';
import { healthOf, titleOf } from '../../../web/trace/health.js';
import { dead, early, pending, story, tellTrace } from './traces.js';

test('health: both modules stand at the same versions, in sync', () => {
  expect(healthOf(story())).toEqual({ name: 'In sync', tone: 'good' });
});

test('health: a gap that has healed, in sync', () => {
  const tell = tellTrace();
  tell.listed();
  tell.repriced(2, 2000, 3000);
  tell.snapshot(2);
  expect(healthOf(tell.trace()).name).toBe('In sync');
});

test.each([
  ['an entry is being applied', pending(), 1, { name: 'On its way', tone: 'held' }],
  ['an entry waits for one that does not come', early(1), 2, { name: 'Gap', tone: 'bad' }],
  ['an entry is dead', dead(null), 1, { name: 'Dead letter', tone: 'bad' }],
] as const)('health: %s', (_, so, version, health) => {
  const tell = tellTrace();
  tell.listed();
  tell.repriced(version, 2000, 3000, { so });
  expect(healthOf(tell.trace({ copy: 0 }))).toEqual(health);
});

test('health: a version that nobody announced, and nothing behind it, is a gap', () => {
  const tell = tellTrace();
  tell.listed();
  expect(healthOf(tell.trace({ tickets: { version: 1 }, copy: 0 })).name).toBe('Gap');
});

test('title: that of the last entry that tells one, nothing where none is left', () => {
  expect([titleOf(story()), titleOf(tellTrace().trace())]).toEqual(['Front row', undefined]);
});
