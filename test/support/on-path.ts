import { execFileSync } from 'node:child_process';

/** Whether a program is installed that answers to `--version`. */
export function isOnPath(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
