import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { problems } from '../../src/http/problems.js';
import { formErrors, isProblem, type Problem, sentenceOf } from '../../web/api/problem.js';

const names = ['title', 'price'];

test('formErrors: what concerns a field stands at that field, the first sentence of several', () => {
  const errors = [
    { pointer: '/price', detail: 'Too big.' },
    { pointer: '/price', detail: 'No whole number.' },
  ];
  expect(formErrors(problemOf('invalid-input', { errors }), names)).toEqual({
    fields: { price: 'Too big.' },
    form: undefined,
  });
});

test('formErrors: what concerns a field that the form does not have is not lost', () => {
  const errors = [
    { pointer: '/title', detail: 'Too long.' },
    { pointer: '/header/idempotency-key', detail: 'Too long.' },
  ];
  expect(formErrors(problemOf('invalid-input', { errors }), names)).toEqual({
    fields: { title: 'Too long.' },
    form: 'header/idempotency-key: Too long.',
  });
});

test('formErrors: a problem of no field is one sentence at the form', () => {
  expect(formErrors(problemOf('ticket-sold'), names)).toEqual({
    fields: {},
    form: 'This ticket has been sold.',
  });
});

test('sentenceOf: a problem without words of its own says what the server says', () => {
  expect(sentenceOf(problemOf('wrong-amount', { detail: 'The amount is wrong.' }))).toBe(
    'The amount is wrong.',
  );
});

test('sentenceOf: the words of the page are for problems that the server has', async () => {
  const source = await readFile('web/api/problem.ts', 'utf8');
  const [, table = ''] = source.split('const sentences');
  const slugs = [...table.matchAll(/^ {2}'?([a-z-]+)'?:/gm)].map(([, slug]) => slug);
  expect(slugs.length).toBeGreaterThan(10);
  expect(slugs.filter((slug) => !Object.hasOwn(problems, slug ?? ''))).toEqual([]);
});

test('isProblem: by the slug of its type', () => {
  expect(isProblem(problemOf('price-changed'), 'price-changed')).toBe(true);
  expect(isProblem(problemOf('price-changed'), 'price')).toBe(false);
});

function problemOf(slug: string, more: Partial<Problem> = {}): Problem {
  return { type: `/problems/${slug}`, title: slug, status: 409, detail: slug, instance: '/', ...more };
}
