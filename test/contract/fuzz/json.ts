import fc from 'fast-check';
import type { ApiDocument, JsonSchema } from '../../support/api-document.js';

/**
 * Values of a schema, as far as it can be read; what it leaves open is anything.
 *
 * @param ids what a UUID may be, beside any
 */
export function valuesOf(
  schema: JsonSchema,
  { schemas }: ApiDocument,
  ids: readonly string[],
): fc.Arbitrary<unknown> {
  const values = (of: JsonSchema): fc.Arbitrary<unknown> => {
    const { $ref, enum: members, type } = of;
    if (typeof $ref === 'string') return values(schemas[$ref.replace('#/components/schemas/', '')] ?? {});
    if (Array.isArray(members)) return fc.constantFrom(...members);
    if (Array.isArray(type)) return fc.oneof(...type.map((one) => values({ ...of, type: one })));
    return typeof type === 'string' ? (byType[type]?.(of) ?? fc.jsonValue()) : fc.jsonValue();
  };
  const byType: Record<string, (of: JsonSchema) => fc.Arbitrary<unknown>> = {
    string: (of) => strings(of, ids),
    integer: integers,
    boolean: () => fc.boolean(),
    null: () => fc.constant(null),
    array: ({ items }) => fc.array(values(schemaIn(items)), { maxLength: 3 }),
    object: ({ properties, required }) =>
      fc.record(
        Object.fromEntries(
          Object.entries(schemaIn(properties)).map(([name, part]) => [name, values(schemaIn(part))]),
        ),
        { requiredKeys: Array.isArray(required) ? required : [] },
      ),
  };
  return values(schema);
}

/** The text of a JSON value that has gone wrong in one or two places, or in none. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return fc
    .tuple(values, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...changes), wrong), { maxLength: 2 }))
    .map(([value, mistakes]) =>
      textOf(mistakes.reduce((changed, [at, change, other]) => change(changed, at, other), value)),
    );
}

/** What no field expects. */
const wrong = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...literals()) },
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.double(),
);

type Change = (value: unknown, at: number, other: unknown) => unknown;

const changes: Change[] = [
  inObject((members, at, other) => members.with(at, [members[at]?.[0] ?? '', other])),
  inObject((members, at) => members.toSpliced(at, 1)),
  inObject((members, _, other) => [...members, ['colour', other]]),
  inObject((members, at, other) => [
    ...members,
    [`${members[at]?.[0]}${JSON.stringify(other)?.slice(0, 9)}`, other],
  ]),
  inObject((members, _, other) => [...members, ['__proto__', other]]),
  inObject((members, at) => members.with(at, [members[at]?.[0] ?? '', [members[at]?.[1]]])),
  (value) => [value],
  (_, __, other) => other,
];

type Members = [name: string, value: unknown][];

/** A change of a record's members, or of those of a record in it; of what is no record, or has none, nothing is left. */
function inObject(change: (members: Members, at: number, other: unknown) => Members): Change {
  return function changed(value, at, other): unknown {
    if (typeof value !== 'object' || value === null) return other;
    const members = Object.entries(value);
    if (members.length === 0) return other;
    const [place, deeper] = [at % members.length, Math.floor(at / members.length)];
    const [name = '', inner] = members[place] ?? [];
    const descends = typeof inner === 'object' && inner !== null && deeper % 4 > 0;
    const next = descends
      ? members.with(place, [name, changed(inner, deeper, other)])
      : change(members, place, other);
    return Object.fromEntries(next);
  };
}

/** Stands for text that JSON.stringify would not write. */
function verbatim(text: string): string {
  return `verbatim:${text}`;
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.replaceAll(/"verbatim:((?:[^"\\]|\\.)*)"/g, (_, inner) => JSON.parse(`"${inner}"`));
}

function literals(): unknown[] {
  return [
    ...[null, true, 0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 53), 5e-324, '', ' ', '2000', 'null', {}, [], [[]]],
    ...['1e400', '-0', '1E+2', '20e2', '00', '1.', 'NaN', '[1,]', '["a" "b"]'].map(verbatim),
    ...['\0', '\ud800', 'a\udfff', '\u202e', '\u2028', '\ufffe', 'é', '🎭'.repeat(201), ' x '],
    ...['a'.repeat(200), 'a'.repeat(201), 'a'.repeat(60_000), '../..', '{0}:*', '{{7*7}}', "';--", '<b>'],
    ...['2031-02-30T00:00:00Z', '9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00', '2031-05-01'],
    ...['[', '{"a":'].map((open) =>
      verbatim(`${open.repeat(5000)}1${(open === '[' ? ']' : '}').repeat(5000)}`),
    ),
    JSON.parse('{"__proto__":{"price":1},"constructor":{"prototype":{}},"toString":1}'),
  ];
}

/** Where a schema sets no end, few are far away: a version that nobody has reached is waited for. */
function integers({ minimum = 0, maximum }: JsonSchema): fc.Arbitrary<number> {
  const min = Number(minimum);
  if (maximum !== undefined) return fc.integer({ min, max: Number(maximum) });
  const near = fc.integer({ min, max: min + 1 });
  return fc.oneof(
    { weight: 9, arbitrary: near },
    { weight: 1, arbitrary: fc.integer({ min, max: 2 ** 31 }) },
  );
}

function strings(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 50 } = schema;
  if (format === 'uuid') return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, fc.uuid());
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const lengths = { minLength: Number(minLength), maxLength: Number(maxLength) };
  return fc.oneof(fc.string(lengths), fc.string({ ...lengths, unit: 'grapheme' }));
}

function schemaIn(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
