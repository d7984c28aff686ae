import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '');

test('Dockerfile: the base is an argument, which each of its stages begins with', () => {
  expect(instructions[0]).toBe('ARG BASE_IMAGE=node:24-bookworm-slim');
  const stages = instructions.filter((line) => line.startsWith('FROM '));
  expect(stages).toHaveLength(3);
  for (const stage of stages) expect(stage).toMatch(/^FROM \$\{BASE_IMAGE\}/);
});

test('.dockerignore: lets through what the Dockerfile copies, and nothing else', () => {
  const [first, ...allowed] = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(first).toBe('*');
  const copied = instructions
    .map((line) => line.split(' '))
    .filter(([name, option]) => name === 'COPY' && option?.startsWith('--from') === false)
    .flatMap((words) => words.slice(1, -1).filter((word) => !word.startsWith('--')));
  expect(allowed.map((line) => line.slice(1)).sort()).toEqual([...new Set(copied)].sort());
});
