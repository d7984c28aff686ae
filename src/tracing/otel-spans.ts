import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { ProcessedEntry, SentEntry, Spans } from '../spans.js';
import { parseTraceparent } from '../traceparent.js';
import { ATTR } from './conventions.js';

/** Tells spans to OpenTelemetry, by its semantic conventions. */
export function createSpans(tracer: Tracer): Spans {
  return {
    serve({ method, path, scheme, parent }) {
      const isKnown = METHODS.has(method);
      // "HTTP": https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name
      const verb = isKnown ? method : 'HTTP';
      const attributes = {
        [ATTR_HTTP_REQUEST_METHOD]: isKnown ? method : '_OTHER',
        ...(!isKnown && { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: method }),
        [ATTR_URL_PATH]: path,
        [ATTR_URL_SCHEME]: scheme,
      };
      const span = tracer.startSpan(verb, { kind: SpanKind.SERVER, attributes }, contextOf(parent));
      return {
        traceparent: traceparentOf(span),
        end({ route, status, error }) {
          span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
          if (route !== undefined) span.setAttribute(ATTR_HTTP_ROUTE, route).updateName(`${verb} ${route}`);
          if (error !== undefined) span.recordException(exceptionOf(error));
          // What the caller has done wrong is no error of a server.
          if (status >= 500) fail(span, String(status));
          span.end();
        },
      };
    },
    send(entry) {
      const { stream, parent, startedAt: startTime } = entry;
      const attributes = attributesOf(entry, 'send');
      const span = tracer.startSpan(
        `send ${stream}`,
        { kind: SpanKind.PRODUCER, attributes, startTime },
        contextOf(parent),
      );
      return {
        traceparent: traceparentOf(span),
        end(error) {
          if (error !== undefined) {
            const exception = exceptionOf(error);
            span.recordException(exception);
            fail(span, exception.name, exception.message);
          }
          span.end();
        },
      };
    },
    process(entry) {
      const { stream, group, entryId, parent } = entry;
      const attributes = {
        ...attributesOf(entry, 'process'),
        [ATTR.consumerGroup]: group,
        [ATTR.entryId]: entryId,
      };
      const span = tracer.startSpan(
        `process ${stream}`,
        { kind: SpanKind.CONSUMER, attributes },
        contextOf(parent),
      );
      return {
        traceparent: traceparentOf(span),
        early: () => void span.addEvent('early'),
        failed: (error) => span.recordException(exceptionOf(error)),
        end({ verdict, tries, error }) {
          span.setAttributes({ [ATTR.verdict]: verdict, [ATTR.tries]: tries });
          if (verdict === 'failed' || verdict === 'dead') fail(span, verdict, error);
          span.end();
        },
      };
    },
  };
}

/** RFC 9110 section 9 and RFC 5789: any other could be made up without end. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

function attributesOf(entry: SentEntry | ProcessedEntry, operation: 'send' | 'process'): Attributes {
  const { stream, partition, event } = entry;
  return {
    [ATTR.messagingSystem]: 'redis',
    [ATTR.operationName]: operation,
    [ATTR.operationType]: operation,
    [ATTR.destination]: stream,
    [ATTR.partition]: String(partition),
    ...(event && {
      [ATTR.messageId]: event.id,
      [ATTR.eventType]: event.type,
      [ATTR.eventSubject]: event.subject,
      [ATTR.sequence]: event.sequence,
    }),
  };
}

function contextOf(traceparent: string | undefined) {
  const parent = parseTraceparent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  const { traceId, parentId: spanId, flags } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    isRemote: true,
    // Of the flags, only "sampled" is known here; others must not be passed on (section 3.2.2.5.2).
    traceFlags: Number.parseInt(flags, 16) & 1,
  });
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

function fail(span: Span, type: string, message?: string): void {
  span.setAttribute(ATTR_ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
}

/** What an exception is told as: no more than its name, its message and where it was thrown. */
function exceptionOf(error: unknown) {
  // To make a text of anything else may throw, and a span must not.
  if (!(error instanceof Error))
    return { name: 'Error', message: typeof error === 'string' ? error : typeof error };
  const { name, message, stack } = error;
  return { name, message, ...(stack !== undefined && { stack }) };
}
