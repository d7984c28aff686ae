import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

it('docs/operating.md: its table has every variable that is read, and no other', async () => {
  const source = await readFile('src/config.ts', 'utf8');
  const schema = source.slice(source.indexOf('const environment = z.object({'));
  const read = [...schema.slice(0, schema.indexOf('\n});')).matchAll(/^ {2}([A-Z_]+):/gm)].map(
    ([, name]) => name,
  );
  expect(read.length).toBeGreaterThan(15);
  expect((await tableOf('docs/operating.md')).sort()).toEqual(read.sort());
});

it('README: the variables of its table are in that of docs/operating.md, with the same words', async () => {
  const rows = await rowsOf('docs/operating.md');
  const some = (await rowsOf('README.md')).map(withoutLinks);
  expect(some.length).toBeGreaterThan(5);
  expect(rows.map(withoutLinks)).toEqual(expect.arrayContaining(some));
});

async function tableOf(path: string): Promise<string[]> {
  return (await rowsOf(path)).flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name),
  );
}

/** The rows of its table of variables. */
async function rowsOf(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  // Those of OpenTelemetry are told of in docs/tracing.md.
  return lines.filter((line) => /^\| `(?!OTEL_)[A-Z_]+`/.test(line));
}

/** The two pages lead to one another. */
function withoutLinks(row: string): string {
  return row.replaceAll(/\((?:below|\[README\][^)]*\))\)/g, '()');
}
