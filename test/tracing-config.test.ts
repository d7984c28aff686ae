import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.js';

const GENERAL = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const url = 'http://collector:4318';

test.each([
  [{ [GENERAL]: url }, 'http://collector:4318/v1/traces'],
  [{ [GENERAL]: `${url}/base/` }, 'http://collector:4318/base/v1/traces'],
  [{ [GENERAL]: 'https://otlp.example?key=1' }, 'https://otlp.example/v1/traces?key=1'],
  [{ [TRACES]: `${url}/mine` }, 'http://collector:4318/mine'],
  [{ [TRACES]: 'http://traces:1/x', [GENERAL]: url }, 'http://traces:1/x'],
])('readConfig: with %j traces are sent', (env, expected) => {
  const sampler = { name: 'parentbased_always_on', ratio: 1 };
  expect(readConfig(env).tracing).toEqual({ url: expected, sampler, certificates: {} });
});

test.each([
  [{}],
  [{ [GENERAL]: '' }],
  [{ [GENERAL]: 'nonsense', OTEL_SDK_DISABLED: 'TRUE' }],
  [{ [GENERAL]: url, OTEL_TRACES_EXPORTER: 'none' }],
  [{ OTEL_TRACES_SAMPLER: 'nonsense' }],
])('readConfig: with %j they are not', (env) => {
  expect(readConfig(env)).not.toHaveProperty('tracing');
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, { name: 'always_off', ratio: 1 }],
  [
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    { name: 'parentbased_traceidratio', ratio: 0.25 },
  ],
])('readConfig: the sampler of %j', (env, sampler) => {
  expect(readConfig({ [GENERAL]: url, ...env }).tracing).toMatchObject({ sampler });
});

test('readConfig: certificates, of which those for traces come first', () => {
  const names = { OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca', OTEL_EXPORTER_OTLP_CLIENT_KEY: 'key' };
  const own = { OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: 'own' };
  const { tracing } = readConfig({ [GENERAL]: url, ...names, ...own });
  expect(tracing).toMatchObject({ certificates: { ca: 'own', key: 'key' } });
});

const json = 'Holdfast sends JSON over HTTP, so use http/json and the port for HTTP, or unset it.';

test.each([
  [{ [GENERAL]: 'collector:4318' }, `${GENERAL} is not a URL of the web: use http://host:4318.`],
  [{ [TRACES]: 'secret' }, `${TRACES} is not a URL of the web: use http://host:4318.`],
  [
    { [GENERAL]: 'https://me:hunter2@otlp.example' },
    `${GENERAL} holds a user name or a password: put it into OTEL_EXPORTER_OTLP_HEADERS.`,
  ],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, `OTEL_EXPORTER_OTLP_PROTOCOL is "grpc": ${json}`],
  [
    { OTEL_TRACES_SAMPLER: 'xray' },
    'OTEL_TRACES_SAMPLER is "xray": use always_on, always_off, traceidratio, parentbased_always_on, ' +
      'parentbased_always_off or parentbased_traceidratio.',
  ],
])('readConfig: %j is refused', (env, sentence) => {
  expect(() => readConfig({ [GENERAL]: url, ...env })).toThrow(new ConfigError(sentence));
});

test.each(['2', '-1', '1.5', '.', 'half', '0x1'])('readConfig: the share %s is refused', (share) => {
  const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: share };
  const sentence = `OTEL_TRACES_SAMPLER_ARG is "${share}": use a number from 0 to 1.`;
  expect(() => readConfig({ [GENERAL]: url, ...env })).toThrow(new ConfigError(sentence));
});
