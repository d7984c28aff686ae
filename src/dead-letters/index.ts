import { localUrl, operatorAt } from '../client/index.js';
import { createProgressLine } from '../progress-line.js';
import { createDeadLetterCalls, type DeadLetter, type Declined } from './calls.js';
import { printLetter, printList } from './print.js';

export interface DeadLetterRun {
  /** Where the server is; without it, on this machine, at PORT. */
  readonly url?: string;
  /** With HOLDFAST_TOKEN, or AUTH_SECRET as the server has it. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Whether to print one JSON document instead of text for people. */
  readonly json: boolean;
}

/** The exit code for that the answer is no. */
const NO = 1;

/** Prints all dead letters, newest first. */
export async function listDeadLetters(run: DeadLetterRun): Promise<number> {
  const letters: DeadLetter[] = [];
  for await (const page of pagesAt(run)) letters.push(...page);
  print(run.json ? JSON.stringify(letters) : printList(letters));
  return 0;
}

/** Prints all that is known of a dead letter. */
export async function showDeadLetter(run: DeadLetterRun, id: string): Promise<number> {
  const letter = await find(run, id);
  if (!letter) return decline(run, id, { declined: 'not-found', detail: NOT_THERE });
  print(run.json ? JSON.stringify(letter) : printLetter(letter));
  return 0;
}

/** Gives the entry to its group once more, and prints what became of it. */
export async function replayDeadLetter(run: DeadLetterRun, id: string): Promise<number> {
  const result = await (await open(run)).replay(id);
  if ('declined' in result) return decline(run, id, result);
  const { outcome } = result;
  const isNew = outcome === 'applied';
  const told = isNew
    ? 'is applied, and no dead letter any more.'
    : 'had been applied already; it is gone now.';
  print(run.json ? JSON.stringify({ id, outcome }) : `${id} ${told}`);
  return 0;
}

/** Removes a dead letter for good, and says so. */
export async function discardDeadLetter(run: DeadLetterRun, id: string): Promise<number> {
  const result = await (await open(run)).discard(id);
  if ('declined' in result) return decline(run, id, result);
  print(
    run.json
      ? JSON.stringify({ id, outcome: result.outcome })
      : `${id} is discarded: its entry will not be applied.`,
  );
  return 0;
}

const NOT_THERE = 'There is no such dead letter; holdfast dead-letters list shows those that there are.';

async function find(run: DeadLetterRun, id: string): Promise<DeadLetter | undefined> {
  for await (const page of pagesAt(run)) {
    const found = page.find((letter) => letter.id === id);
    if (found) return found;
  }
  return undefined;
}

/** One page after the other, newest first; a terminal is told how many there were. */
async function* pagesAt(run: DeadLetterRun): AsyncGenerator<DeadLetter[]> {
  const calls = await open(run);
  const line = createProgressLine(process.stderr, () => performance.now());
  let count = 0;
  try {
    for await (const page of calls.pages()) {
      count += page.length;
      line.progress('dead letters', count);
      yield page;
    }
  } finally {
    line.clear();
  }
}

async function open({ url, env, signal }: DeadLetterRun) {
  return createDeadLetterCalls(await operatorAt({ url: url ?? localUrl(env), env, signal }));
}

function decline({ json }: DeadLetterRun, id: string, { declined, detail }: Declined): number {
  if (json) print(JSON.stringify({ id, outcome: declined, detail }));
  else process.stderr.write(`${id}: ${declined === 'not-found' ? NOT_THERE : detail}\n`);
  return NO;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
