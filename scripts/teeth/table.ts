import { readFile, writeFile } from 'node:fs/promises';
import type { Outcome } from '../vitest/run-vitest.js';
import type { Guard } from './guard.js';

/** What its tests said without a guard. */
export interface Bite {
  readonly guard: Guard;
  readonly failed: readonly Outcome[];
}

/** As it stands in the document: one line a guard, with the first test that failed. */
export function markdownOf(bites: readonly Bite[]): string {
  const rows = bites.map(({ guard, failed: [first] }) => {
    const test = first ? cell(first.fullName) : '**none**';
    return `| ${cell(guard.name)} | \`${guard.file}\` | ${test} |`;
  });
  return ['| without this guard | of | this test fails |', '|---|---|---|', ...rows].join('\n');
}

const BEGIN = '<!-- npm run test:teeth -- --write -->';
const END = '<!-- end -->';

/** @throws Error when the document has no place for it */
export async function writeTable(path: string, table: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin === -1 || end === -1) throw new Error(`${path} has no place between ${BEGIN} and ${END}`);
  await writeFile(path, `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
