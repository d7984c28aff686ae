/** The samplers of the specification that need nothing else. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Where traces are sent, and which. What else OTEL_… says is read by OpenTelemetry itself. */
export interface TracingConfig {
  readonly url: string;
  readonly sampler: {
    readonly name: (typeof SAMPLERS)[number];
    /** How many of the traces, from 0 to 1. */
    readonly ratio: number;
  };
  /** Files in PEM: of those who may sign for the collector, and of this side. */
  readonly certificates: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/**
 * Reads from the environment whether to trace, by the names of the specification
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 *
 * @returns no `tracing` where nobody asked for it, and a sentence for each wrong value
 */
export function readTracing(env: NodeJS.ProcessEnv): {
  readonly tracing?: TracingConfig;
  readonly mistakes: readonly string[];
} {
  const name = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].find(
    (one) => env[one] !== undefined,
  );
  const isOff = env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none';
  if (name === undefined || isOff) return { mistakes: [] };

  const mistakes = [mistakeInUrl(name, env[name] ?? ''), mistakeInProtocol(env)];
  const { OTEL_TRACES_SAMPLER: wanted = 'parentbased_always_on', OTEL_TRACES_SAMPLER_ARG: share = '1' } = env;
  const sampler = SAMPLERS.find((known) => known === wanted);
  if (!sampler) mistakes.push(`OTEL_TRACES_SAMPLER is ${JSON.stringify(wanted)}: use ${listed(SAMPLERS)}.`);
  else if (sampler.endsWith('traceidratio') && !isRatio(share))
    mistakes.push(`OTEL_TRACES_SAMPLER_ARG is ${JSON.stringify(share)}: use a number from 0 to 1.`);

  const found = mistakes.filter((mistake) => mistake !== undefined);
  if (!sampler || found.length > 0) return { mistakes: found };
  const url = urlOfTraces(name, env[name] ?? '');
  const certificates = certificatesIn(env);
  return { tracing: { url, sampler: { name: sampler, ratio: Number(share) }, certificates }, mistakes: [] };
}

/** It is not shown: an address of a provider may hold a key. */
function mistakeInUrl(name: string, text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return `${name} is not a URL of the web: use http://host:4318.`;
  if (url.username !== '' || url.password !== '')
    return `${name} holds a user name or a password: put it into OTEL_EXPORTER_OTLP_HEADERS.`;
  return undefined;
}

function mistakeInProtocol(env: NodeJS.ProcessEnv): string | undefined {
  const name = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].find(
    (one) => env[one] !== undefined,
  );
  if (name === undefined || env[name] === 'http/json') return undefined;
  const advice = 'Holdfast sends JSON over HTTP, so use http/json and the port for HTTP, or unset it.';
  return `${name} is ${JSON.stringify(env[name])}: ${advice}`;
}

function certificatesIn(env: NodeJS.ProcessEnv): TracingConfig['certificates'] {
  const { ca, cert, key } = {
    ca: env.OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE ?? env.OTEL_EXPORTER_OTLP_CERTIFICATE,
    cert: env.OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE ?? env.OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE,
    key: env.OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY ?? env.OTEL_EXPORTER_OTLP_CLIENT_KEY,
  };
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

/** The general address gets the path of the signal behind it; the one for traces is used as it is. */
function urlOfTraces(name: string, text: string): string {
  const url = new URL(text);
  if (name === 'OTEL_EXPORTER_OTLP_ENDPOINT') url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

function isRatio(text: string): boolean {
  return /^(0|1)?(\.\d*)?$/.test(text) && /\d/.test(text) && Number(text) <= 1;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
