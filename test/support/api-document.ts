import { z } from 'zod';

const jsonSchema = z.record(z.string(), z.unknown());

/** A schema of OpenAPI 3.1, which is JSON Schema 2020-12. */
export type JsonSchema = z.infer<typeof jsonSchema>;

const content = z.record(z.string(), z.object({ schema: jsonSchema }));

const responseShape = z.object({
  headers: z
    .record(z.string(), z.object({ required: z.boolean().default(false), schema: jsonSchema }))
    .default({}),
  content: content.default({}),
});

const operationShape = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: jsonSchema }))
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), responseShape),
});

const documentShape = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema) }),
});

/** An answer that a call may give, as the document has it. */
export type DocumentedResponse = z.infer<typeof responseShape>;

/** A call that the document has. */
export interface Operation extends z.infer<typeof operationShape> {
  /** In upper case. */
  readonly method: string;
  /** A template, such as `/api/tickets/{id}`. */
  readonly path: string;
}

/** An OpenAPI document, as far as tests look at it. */
export interface ApiDocument {
  readonly operations: readonly Operation[];
  /** The named schemas, which `$ref` names by `#/components/schemas/<name>`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** The calls that a path has: by the template that fits it best, and none where the path is unknown. */
  operationsAt(path: string): readonly Operation[];
}

/** @throws ZodError where the document is none that the tests can read */
export function readDocument(json: unknown): ApiDocument {
  const { paths, components } = documentShape.parse(json);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );
  // "Concrete ones are matched before their templated counterparts" (OpenAPI 3.1.1, Paths Object).
  const templates = Object.keys(paths)
    .map((template) => ({ template, pattern: patternOf(template) }))
    .sort((a, b) => a.template.split('{').length - b.template.split('{').length);
  return {
    operations,
    schemas: components.schemas,
    operationsAt(path) {
      const found = templates.find(({ pattern }) => pattern.test(path));
      return operations.filter((operation) => operation.path === found?.template);
    },
  };
}

const narrowedProblem = z.object({
  properties: z.object({ type: z.object({ enum: z.array(z.string()) }) }),
});

/** The types of the problems that an answer may be, such as `/problems/not-found`; none where it is no problem. */
export function problemsIn({
  content: { 'application/problem+json': problem },
}: DocumentedResponse): string[] {
  const parts = z.array(jsonSchema).parse(problem?.schema.allOf ?? []);
  return parts.flatMap((part) => narrowedProblem.safeParse(part).data?.properties.type.enum ?? []);
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
