import { z } from 'zod';

/**
 * The data of an event as the schema of today has it, whatever server wrote it: what may be `null` and is not there is
 * `null`. So a field can be added to an event while entries of before wait to be read; hashes are read in the same way.
 *
 * @example `withNulls(z.object({ title: z.string(), seat: z.string().nullable() }), { title: 'Play' }).seat` is `null`
 */
export function withNulls(schema: z.core.$ZodType, data: unknown): unknown {
  if (schema instanceof z.ZodNullable) return withNulls(schema.unwrap(), data);
  if (schema instanceof z.ZodArray && Array.isArray(data))
    return data.map((item) => withNulls(schema.element, item));
  if (!(schema instanceof z.ZodObject) || !isRecord(data)) return data;
  const whole: Record<string, unknown> = { ...data };
  for (const [name, member] of Object.entries(schema.shape)) {
    if (Object.hasOwn(data, name)) whole[name] = withNulls(member, data[name]);
    else if (member instanceof z.ZodNullable) whole[name] = null;
  }
  return whole;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
