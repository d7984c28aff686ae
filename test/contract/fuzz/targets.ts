import fc from 'fast-check';
import type { Operation } from '../../support/api-document.js';
import { rarely, visible } from './chance.js';
import { valuesOf } from './json.js';
import type { World } from './world.js';

/** Paths of a call with their queries; most of them name a record that there is. */
export function targetsOf(operation: Operation, world: World): fc.Arbitrary<string> {
  const template = operation.path.split(/\{\w+\}/);
  const filled = fc.array(segments(world), {
    minLength: template.length - 1,
    maxLength: template.length - 1,
  });
  const path = filled.map((values) => template.map((part, i) => part + (values[i] ?? '')).join(''));
  return fc.tuple(path, queriesOf(operation, world)).map(([start, query]) => start + query);
}

/** Paths that are nearly one of the document. */
export function besides(target: string): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...[`${target}/`, `/${target}`, `/api${target}`, target.toUpperCase(), `${target}%20`, `${target};x=1`],
    ...[target.replace('/api', ''), target.replace(/\/[^/]*$/, ''), target.replace('a', '%61')],
    `${target}#x`,
    ...[`${target}/x`, `/.${target}`, `/x/..${target}`, `${target}/.`, `${target}?`, '/', '//', '/api', '/%'],
  );
}

function queriesOf({ parameters }: Operation, { document, ids }: World): fc.Arbitrary<string> {
  const documented = parameters.filter(({ in: place }) => place === 'query');
  const cursors = ids.slice(0, 3).map((id) => Buffer.from(id).toString('base64url'));
  const values = documented.map(({ schema }) =>
    valuesOf(schema, document, ids).map((value) => encodeURIComponent(String(value))),
  );
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.oneof(...values, fc.constantFrom(...cursors)) },
    fc.constantFrom(...['', '0', '-1', '101', '1e1', '%', '%00', '%ff', 'me', 'a'.repeat(1000)]),
    fc.constantFrom(...ids.slice(0, 2)),
    visible.filter((text) => !text.includes('#')),
  );
  const name = fc.constantFrom(...documented.map((parameter) => parameter.name), 'colour', '__proto__', '');
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 3 });
  const query = pairs.map((all) =>
    all.length === 0 ? '' : `?${all.map((pair) => pair.join('=')).join('&')}`,
  );
  return documented.length > 0 ? query : rarely(query).map((text) => text ?? '');
}

const hostileSegments = [
  ...'% %zz %00 %2e%2e .. . %2F %5c %ff %C3%28 %F0%9F %0d%0aX:1 %20 + * {id} :id <b>'.split(' '),
  ...['__proto__', 'constructor', 'null', "';--", 'a'.repeat(3000), 'start.js', 'swagger-ui.css'],
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
];

function segments({ ids }: World): fc.Arbitrary<string> {
  const known = fc.constantFrom(...ids);
  return fc.oneof(
    { weight: 12, arbitrary: known },
    known.map((id) => id.toUpperCase()),
    known.map((id) => id.replace(/...$/, 'fff')),
    known.map((id) => id.replaceAll('-', '%2D')),
    fc.uuid(),
    fc.constantFrom(...hostileSegments),
    fc.string({ minLength: 1, unit: 'binary' }).map(encodeURIComponent),
    visible.filter((text) => /^[^/?#]+$/.test(text)),
  );
}
