import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { runCli, runMeasured } from '../support/run-cli.js';

const COMMANDS = [
  ...['serve', 'story', 'verify', 'rebuild', 'token', 'dead-letters'],
  ...['list', 'show', 'replay', 'discard'].map((name) => `dead-letters ${name}`),
];

test('holdfast: each command is known here', () => {
  expect(pathsIn(createProgram())).toEqual(COMMANDS);
});

test.each(COMMANDS)(
  'holdfast %s --help: says what it takes, what the exit codes mean, and how it is called',
  (name) => {
    const help = printedBy(createProgram(), [...name.split(' '), '--help']);
    expect(help).toMatch(new RegExp(`^Usage: holdfast ${name}\\b`));
    expect(help).toContain('y environment');
    expect(help).toContain('The exit code is 0 when');
    expect(help).toMatch(/\nExamples?:\n {2}\S/);
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  },
);

test('holdfast --help: names the commands, loads nothing but the parser, and takes less than 0.2 s of a processor', async () => {
  const { code, stdout, stderr } = await runCli({ NODE_OPTIONS: `--import=${TELLS_MODULES}` }, '--help');
  expect(code).toBe(0);
  for (const name of COMMANDS.slice(0, 6)) expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
  const packages = stderr.split('\n').flatMap((url) => /.*\/node_modules\/([^/]+)/.exec(url)?.[1] ?? []);
  expect(new Set(packages)).toEqual(new Set(['commander']));
  const rooms = stderr.split('\n').flatMap((url) => /\/dist\/([^/]+)/.exec(url)?.[1] ?? []);
  expect(new Set(rooms)).toEqual(new Set(['cli', 'command-line.js', 'version.js']));

  // The least of a few runs: a busy machine makes the same work take longer.
  const taken: number[] = [];
  for (let i = 0; i < 5; i += 1) taken.push((await runMeasured({}, '--help')).cpuMs);
  expect(Math.min(...taken)).toBeLessThan(200);
});

test('holdfast --version: the version of the package', async () => {
  const { code, stdout } = await runCli({}, '--version');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each<[string, string[], RegExp]>([
  ['no command', [], /^Usage: holdfast .*\n[\s\S]*\n {2}serve /],
  [
    'a part of a command is missing',
    ['dead-letters'],
    /^Usage: holdfast dead-letters .*\n[\s\S]*\n {2}list /,
  ],
  [
    'a command that it does not know',
    ['srve'],
    /^Unknown command 'srve' \(Did you mean serve\?\)\. holdfast --help/,
  ],
  [
    'an option that it does not know',
    ['serve', '--port', '1'],
    /^Unknown option '--port'\. holdfast serve --help/,
  ],
])('holdfast, %s: it says what there is on stderr, and exits with 2', async (_, args, told) => {
  const { code, stdout, stderr } = await runCli({}, ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(told);
});

function pathsIn(command: Command): string[] {
  return command.commands.flatMap((part) => [
    part.name(),
    ...pathsIn(part).map((path) => `${part.name()} ${path}`),
  ]);
}

/** What a command prints before it has done anything. */
function printedBy(program: Command, args: readonly string[]): string {
  const written: string[] = [];
  const listen = (command: Command) => {
    command.configureOutput({ writeOut: (text) => void written.push(text) });
    for (const part of command.commands) listen(part);
  };
  listen(program);
  expect(() => program.parse(args, { from: 'user' })).toThrow('(outputHelp)');
  return written.join('');
}

/** Writes the URL of each module that is loaded to stderr. */
const HOOKS = `
import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  writeSync(2, url + '\\n');
  return next(url, context);
}`;

const TELLS_MODULES = dataUrl(`
import { register } from 'node:module';
register(${JSON.stringify(dataUrl(HOOKS))});`);

function dataUrl(script: string): string {
  return `data:text/javascript,${encodeURIComponent(script)}`;
}
