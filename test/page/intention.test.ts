import { expect, test } from 'vitest';
import { createIntention } from '../../web/api/intention.js';

test('intention: the same body has one key, however often it is sent', () => {
  const { keyFor } = counted();
  expect([keyFor({ price: 1 }), keyFor({ price: 1 })]).toEqual(['key 1', 'key 1']);
});

test('intention: another body is another intention', () => {
  const { keyFor } = counted();
  expect([keyFor({ price: 1 }), keyFor({ price: 2 }), keyFor({ price: 1 })]).toEqual([
    'key 1',
    'key 2',
    'key 3',
  ]);
});

test('intention: done, the same body is wanted once more', () => {
  const { keyFor, done } = counted();
  const first = keyFor({ price: 1 });
  done();
  expect([first, keyFor({ price: 1 })]).toEqual(['key 1', 'key 2']);
});

function counted() {
  let count = 0;
  return createIntention(() => {
    count += 1;
    return `key ${count}`;
  });
}
