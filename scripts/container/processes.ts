import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** The real, the effective, the saved and the file system's user. */
  readonly uids: readonly number[];
}

/** All processes of this machine, by proc(5). */
export async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // One that has ended meanwhile is none.
  const read = (pid: string) => readFile(join('/proc', pid, 'status'), 'utf8').catch(() => '');
  const texts = await Promise.all(pids.map(read));
  return texts.map(readStatus).filter((process) => process !== undefined);
}

/** @param text of /proc/PID/status */
export function readStatus(text: string): Process | undefined {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1];
  const [name, pid, parent, uids] = ['Name', 'Pid', 'PPid', 'Uid'].map(field);
  if (name === undefined || pid === undefined || parent === undefined || uids === undefined) return undefined;
  return { name, pid: Number(pid), parent: Number(parent), uids: uids.split('\t').map(Number) };
}

/** A process and all that it and its children have started, parents before children. */
export function treeOf(pid: number, processes: readonly Process[]): Process[] {
  const self = processes.filter((process) => process.pid === pid);
  const children = processes.filter(({ parent }) => parent === pid);
  return [...self, ...children.flatMap((child) => treeOf(child.pid, processes))];
}
