import { readFile } from 'node:fs/promises';

/** A unit of CPU time in /proc, in seconds: USER_HZ is 100 on every Linux that Node runs on (man 5 proc). */
const TICK_SECONDS = 0.01;

/**
 * The CPU time that a process has used, in seconds.
 *
 * @throws Error where there is no /proc
 */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program may have spaces; the fields behind it begin with the third (man 5 proc).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}

/**
 * The memory of a process that is not paged out, in MiB.
 *
 * @throws Error where there is no /proc
 */
export async function residentMibOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
