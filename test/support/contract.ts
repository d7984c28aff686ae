import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  type ApiDocument,
  type DocumentedResponse,
  type JsonSchema,
  type Operation,
  readDocument,
} from './api-document.js';

/** A request, and what came back. */
export interface Exchange {
  readonly method: string;
  /** As it was sent, with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; `undefined` where there is none, or no end. */
  readonly body: unknown;
}

/** An answer that the server's own document does not promise. */
export class ContractBroken extends Error {}

/** What a server promises, and whether it keeps it. */
export interface Contract {
  readonly document: ApiDocument;
  /**
   * The call that an answer belongs to; `undefined` for a refusal of a path or method that the document does not have.
   *
   * @throws ContractBroken where the document does not have such an answer
   */
  check(exchange: Exchange): Operation | undefined;
}

/**
 * Holds answers against an OpenAPI document. Its schemas are taken as closed: a member that the document does not
 * have is a promise that nobody knows of.
 */
export function createContract(json: unknown): Contract {
  const document = readDocument(json);
  const validatorFor = createValidators(document);

  function broken(exchange: Exchange, operation: Operation): string | undefined {
    const response = operation.responses[exchange.status];
    if (!response) return `not this status but ${Object.keys(operation.responses).join(', ')}`;
    return brokenHeader(exchange, response) ?? brokenBody(exchange, response);
  }

  function brokenHeader({ headers }: Exchange, documented: DocumentedResponse): string | undefined {
    for (const [name, { required, schema }] of Object.entries(documented.headers)) {
      const value = headers.get(name);
      if (value === null && required) return `the header ${name}`;
      const misfit = value === null ? undefined : misfitOf(schema, headerValue(value, schema));
      if (misfit !== undefined) return `another header ${name}: ${misfit}`;
    }
    return undefined;
  }

  function brokenBody(exchange: Exchange, { content }: DocumentedResponse): string | undefined {
    const mediaTypes = Object.keys(content);
    if (mediaTypes.length === 0 || exchange.method === 'HEAD')
      return exchange.body === undefined ? undefined : 'no body';
    const schema = content[mediaTypeOf(exchange)]?.schema;
    if (!schema) return `${mediaTypes.join(' or ')}, not ${mediaTypeOf(exchange)}`;
    // It has no end at which it could be looked at.
    if (mediaTypeOf(exchange) === 'text/event-stream') return undefined;
    const misfit = misfitOf(schema, exchange.body);
    return misfit && `another body: ${misfit}`;
  }

  /** RFC 9110: 404 where nothing is (section 15.5.5), and 405 that says what is allowed (15.5.6). */
  function brokenRefusal(exchange: Exchange, known: readonly Operation[]): string | undefined {
    const early = refusedEarly[exchange.status];
    if (early) return brokenBody(exchange, early);
    if (known.length === 0)
      return exchange.status === 404 ? brokenBody(exchange, noSuchPath) : 'no such path';
    if (exchange.status !== 405) return 'no such method';
    const allowed = exchange.headers.get('allow')?.split(', ') ?? [];
    const missing = known.find(({ method }) => !allowed.includes(method));
    return missing
      ? `${missing.method}, which is not in the header Allow`
      : brokenBody(exchange, noSuchMethod);
  }

  function misfitOf(schema: JsonSchema, value: unknown): string | undefined {
    const validate = validatorFor(schema);
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`;
  }

  return {
    document,
    check(exchange) {
      const known = document.operationsAt(routedPath(exchange.path));
      const method = exchange.method === 'HEAD' ? 'GET' : exchange.method;
      const operation = known.find((candidate) => candidate.method === method);
      const promised = operation ? broken(exchange, operation) : brokenRefusal(exchange, known);
      if (promised !== undefined) throw new ContractBroken(sentence(exchange, promised));
      return operation;
    },
  };
}

function sentence({ method, path, status, body }: Exchange, promised: string): string {
  const shown = JSON.stringify(body)?.slice(0, 1000) ?? 'no body';
  return `${method} ${path} was answered with ${status} and ${shown}, but the document promises ${promised}`;
}

/** What is not in the document is refused by the application as a whole, which has no entry of its own there. */
const noSuchPath = refusal('/problems/not-found');
const noSuchMethod = refusal('/problems/method-not-allowed');

/** What is refused before anybody looks where it should go. */
const refusedEarly: Record<number, DocumentedResponse> = {
  400: refusal('/problems/bad-request'),
  429: refusal('/problems/too-many-requests'),
};

function refusal(type: string): DocumentedResponse {
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }], properties: { type: { const: type } } };
  return { headers: {}, content: { 'application/problem+json': { schema } } };
}

/** Compiles each schema once, when it is first wanted: many calls have the same problems, each with its own copy. */
function createValidators({ schemas }: ApiDocument): (schema: JsonSchema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
  addFormats.default(ajv);
  // An annotation of OpenAPI, which JSON Schema has under another name.
  ajv.addKeyword('example');
  const $defs = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, closedWithin(schema)]),
  );
  ajv.addSchema({ $id: 'components', $defs });
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();
  const byText = new Map<string, ValidateFunction>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known) return known;
    const text = JSON.stringify(schema);
    const made = byText.get(text) ?? ajv.compile(closed(schema));
    byText.set(text, made);
    compiled.set(schema, made);
    return made;
  };
}

/** A schema that permits no member that it does not know, neither itself nor in anything that it holds. */
function closed(schema: JsonSchema): JsonSchema {
  const describesMembers = ['properties', '$ref', 'allOf', 'anyOf', 'oneOf'].some(
    (keyword) => keyword in schema,
  );
  return { ...closedWithin(schema), ...(describesMembers && { unevaluatedProperties: false }) };
}

/** The same, except for the value itself: other parts of an `allOf` may know more of its members. */
function closedWithin(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, closedBelow(keyword, value)]),
  );
}

function closedBelow(keyword: string, value: unknown): unknown {
  if (keyword === '$ref') return String(value).replace('#/components/schemas/', 'components#/$defs/');
  if (keyword === 'properties' && isSchema(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, isSchema(part) ? closed(part) : part]),
    );
  if (['items', 'additionalProperties'].includes(keyword) && isSchema(value)) return closed(value);
  if (['allOf', 'anyOf', 'oneOf'].includes(keyword) && Array.isArray(value))
    return value.map((part) => (isSchema(part) ? closedWithin(part) : part));
  return value;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function headerValue(value: string, { type }: JsonSchema): unknown {
  return type === 'integer' ? Number(value) : value;
}

function mediaTypeOf({ headers }: Exchange): string {
  return headers.get('content-type')?.split(';')[0]?.trim() ?? 'no media type';
}

/** The path that a server looks for: without its query, and what can be decoded is, except for slashes. */
function routedPath(path: string): string {
  const { pathname } = new URL(`http://localhost${path}`);
  return pathname.replaceAll(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURI(encoded);
    } catch {
      return encoded;
    }
  });
}
