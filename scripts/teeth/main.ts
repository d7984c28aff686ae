import { join } from 'node:path';
import { runAsProcess, work } from '../../src/command-line.js';
import { createTeethCommand, type Options } from './arguments.js';
import { copySources, countOf, type SourceCopy } from './copy.js';
import type { Guard } from './guard.js';
import { GUARDS } from './guards.js';
import { runTests } from './run-tests.js';
import { type Bite, markdownOf, writeTable } from './table.js';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCUMENT = join(ROOT, 'docs', 'reliability.md');

/** `npm run test:teeth` as a process. */
async function main(signal: AbortSignal, { json, write, only }: Options): Promise<number> {
  const guards = GUARDS.filter(({ name, file }) => `${name} ${file}`.includes(only));
  if (guards.length === 0) throw new Error(`No guard has "${only}" in its name or file.`);
  await mustBeThere(guards);

  const copy = await copySources(ROOT);
  try {
    await mustPass(copy, guards, signal);
    const bites: Bite[] = [];
    for (const guard of guards) {
      say(`${bites.length + 1}/${guards.length} without: ${guard.name} …`);
      const bite = await breakIt(copy, guard, signal);
      say(bite.failed.length > 0 ? ' noticed\n' : ' NOT NOTICED\n');
      bites.push(bite);
    }
    const table = markdownOf(bites);
    if (write) await writeTable(DOCUMENT, table);
    const results = bites.map(({ guard: { name, file }, failed }) => ({ guard: name, file, failed }));
    process.stdout.write(`${json ? JSON.stringify(results) : table}\n`);
    const missed = bites.filter(({ failed }) => failed.length === 0);
    say(`${bites.length - missed.length} of ${bites.length} broken guards were noticed\n`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    await copy.remove();
  }
}

async function mustBeThere(guards: readonly Guard[]): Promise<void> {
  for (const guard of guards) {
    const count = await countOf(guard, ROOT);
    if (count !== 1)
      throw new Error(`${guard.file} has the text of "${guard.name}" ${count} times, not once.`);
  }
}

/** A test that fails anyway proves nothing. */
async function mustPass(copy: SourceCopy, guards: readonly Guard[], signal: AbortSignal): Promise<void> {
  const files = [...new Set(guards.flatMap(({ tests }) => tests))];
  say(`the tests of ${files.length} files with every guard in its place …`);
  const outcomes = await runTests(copy.dir, files, { signal });
  const failed = outcomes.filter(({ passed }) => !passed);
  say(` ${outcomes.length - failed.length} passed\n`);
  const names = failed.map(({ file, fullName }) => `${file}: ${fullName}`);
  if (names.length > 0) throw new Error(`These fail with every guard in its place:\n${names.join('\n')}`);
}

async function breakIt(copy: SourceCopy, guard: Guard, signal: AbortSignal): Promise<Bite> {
  const mend = await copy.break(guard);
  try {
    const outcomes = await runTests(copy.dir, guard.tests, { signal, options: ['--bail=1'] });
    return { guard, failed: outcomes.filter(({ passed }) => !passed) };
  } finally {
    await mend();
  }
}

function say(text: string): void {
  process.stderr.write(text);
}

await runAsProcess(createTeethCommand().action(work(main)));
