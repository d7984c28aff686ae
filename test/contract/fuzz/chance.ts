import fc from 'fast-check';

/** Text of the signs that may stand in a header: what is visible, and bytes that mean nothing. */
export const latin = textOf((code) => (code >= 0x21 && code <= 0x7e) || code >= 0x80);

/** Text of the signs that may stand in the first line. */
export const visible = textOf((code) => code >= 0x21 && code <= 0x7e);

export function often<Value>(usual: fc.Arbitrary<Value>, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: other });
}

export function rarely<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
}

function textOf(allowed: (code: number) => boolean): fc.Arbitrary<string> {
  const code = fc.integer({ min: 0, max: 0xff }).filter(allowed);
  return fc.string({ unit: code.map((known) => String.fromCharCode(known)) });
}
