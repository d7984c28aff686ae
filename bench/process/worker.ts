import { ROWS } from '../rows/index.js';
import type { Answer, Task } from './messages.js';

/** A process that measures one thing once: nothing of another run is in its memory. */
process.once('message', (task: Task) => {
  void measure(task).then((answer) => {
    // The answer has to be out before the process ends, which whatever is left open shall not hold up.
    process.send?.(answer, () => process.exit(0));
  });
});
// Whoever asked is gone.
process.once('disconnect', () => process.exit(1));

async function measure({ row: id, contestant: name, world }: Task): Promise<Answer> {
  try {
    if (id === undefined) return { metrics: await (await import('../ours/weigh.js')).seedAndWeigh(world) };
    const contestant = ROWS.find((row) => row.id === id)?.contestants.find((one) => one.name === name);
    if (!contestant) throw new Error(`there is no ${name} in the row ${id}`);
    return { metrics: await contestant.measure(world) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
