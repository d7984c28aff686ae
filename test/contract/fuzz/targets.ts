import fc from 'fast-check';
import type { Operation } from '../../support/api-document.js';
import { often, visible } from './chance.js';
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
  const cursors = ids.slice(0, 3).map((id) => Buffer.from(id).toString('base64url'));
  const anything = fc.oneof(
    fc.constantFrom('', '0', '-1', '101', '1e1', 'me', 'a'.repeat(1000), ...ids.slice(0, 2), ...cursors),
    fc.constantFrom('%', '%00', '%ff', '%zz', '%C3%28', '%u0041'),
    visible.filter((text) => !text.includes('#')),
  );
  const documented = parameters
    .filter(({ in: place }) => place === 'query')
    .map(({ name, schema }) => {
      const right = valuesOf(schema, document, ids).map((value) => encodeURIComponent(String(value)));
      return fc.tuple(fc.constant(name), fc.oneof({ weight: 2, arbitrary: right }, anything));
    });
  const unknown = fc.tuple(fc.constantFrom('colour', '__proto__', ''), anything);
  const pair = documented.length > 0 ? often(fc.oneof(...documented), unknown) : unknown;
  const query = fc
    .array(pair, { minLength: 1, maxLength: 3 })
    .map((pairs) => `?${pairs.map((parts) => parts.join('=')).join('&')}`);
  const none = fc.constant('');
  return documented.length > 0 ? fc.oneof({ weight: 4, arbitrary: query }, none) : often(none, query);
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
