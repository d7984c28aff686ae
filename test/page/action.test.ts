import { expect, test } from 'vitest';
import type { Answer } from '../../web/api/client.js';
import { unreachable } from '../../web/api/problem.js';
import { createDoing } from '../../web/state/action.js';

test('action: while it is being done, another click does nothing; then it may be done again', async () => {
  const { doing, done, after } = watched();
  const answers: ((answer: Answer<string>) => void)[] = [];
  const act = () => new Promise<Answer<string>>((resolve) => answers.push(resolve));
  const first = doing.run(act, after);
  await doing.run(act, after);
  expect([answers.length, doing.state.get().busy]).toEqual([1, true]);
  answers[0]?.({ ok: true, data: 'first' });
  await first;
  expect([done, doing.state.get()]).toEqual([['first'], { busy: false, problem: undefined }]);
  void doing.run(act, after);
  expect(answers).toHaveLength(2);
});

test('action: what went wrong is kept until it is forgotten, or done again', async () => {
  const { doing, done, after } = watched();
  const refused: Answer<string> = { ok: false, problem: unreachable };
  await doing.run(() => Promise.resolve(refused), after);
  expect([done, doing.state.get()]).toEqual([[unreachable.title], { busy: false, problem: unreachable }]);
  doing.clear();
  expect(doing.state.get().problem).toBeUndefined();
  await doing.run(() => Promise.resolve(refused), after);
  await doing.run(() => Promise.resolve({ ok: true, data: 'second' }), after);
  expect(doing.state.get()).toEqual({ busy: false, problem: undefined });
});

test.each([
  [
    'throws at once',
    () => {
      throw new Error('a fault');
    },
  ],
  ['throws later', () => Promise.reject(new Error('a fault'))],
])('action: one that %s is not being done any more, and what it threw is thrown on', async (_, act) => {
  const { doing, done, after } = watched();
  await expect(doing.run<string>(act, after)).rejects.toThrow('a fault');
  expect([done, doing.state.get()]).toEqual([[], { busy: false, problem: undefined }]);
});

function watched() {
  const done: string[] = [];
  const after = {
    done: (data: string) => void done.push(data),
    failed: ({ title }: { title: string }) => void done.push(title),
  };
  return { doing: createDoing(), done, after };
}
