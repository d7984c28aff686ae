import { expect, test } from 'vitest';
import {
  aptConfOf,
  codenameIn,
  npmrcOf,
  readNpmSettings,
  releaseOf,
} from '../../scripts/container/settings.js';

const certificate = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;

test('readNpmSettings: what is null or empty is not set', () => {
  const printed =
    'registry=https://npm.example/a=b/\nproxy=null\nnoproxy=\nhttps-proxy=http://proxy.example\n';
  expect(readNpmSettings(printed)).toEqual({
    registry: 'https://npm.example/a=b/',
    'https-proxy': 'http://proxy.example',
  });
});

test('npmrcOf: the settings come after those of the user, whose tokens stay', () => {
  const text = npmrcOf({
    settings: { registry: 'https://npm.example/' },
    userConfig: '//npm.example/:_authToken=t\nregistry=https://old.example/\n',
    certificates: '',
  });
  expect(text).toBe(
    '//npm.example/:_authToken=t\nregistry=https://old.example/\nregistry=https://npm.example/\n',
  );
});

test('npmrcOf, a file of certificates: they stand in the text, as the file is not where that is read', () => {
  const certificates = `# one\n${certificate('AA/+==\nBB')}\n# two\n${certificate('CC')}\n`;
  expect(npmrcOf({ settings: { cafile: '/ca.pem' }, userConfig: '', certificates })).toBe(
    [
      '',
      'cafile=null',
      'ca[]="-----BEGIN CERTIFICATE-----\\nAA/+==\\nBB\\n-----END CERTIFICATE-----"',
      'ca[]="-----BEGIN CERTIFICATE-----\\nCC\\n-----END CERTIFICATE-----"',
      '',
    ].join('\n'),
  );
});

test('aptConfOf: proxies and checks are taken, and nothing that names a program or a path', () => {
  const dump = [
    'Acquire "";',
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::https::Proxy::deb.example "DIRECT";',
    'Acquire::http::Proxy-Auto-Detect "/usr/bin/find-proxy";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::Changelogs::URI::Origin::Debian "https://example";',
    'DPkg::Post-Invoke:: "rm -f /x";',
  ].join('\n');
  expect(aptConfOf(dump)).toBe(
    'Acquire::http::Proxy "http://proxy.example:3128";\n' +
      'Acquire::https::Proxy::deb.example "DIRECT";\n' +
      'Acquire::Check-Valid-Until "false";\n',
  );
});

test('releaseOf: the mirror of the release itself, not that of its updates', () => {
  const targets =
    'rel-security main http://s.example/\nrel main http://a.example/\nrel main http://b.example/\n';
  expect(releaseOf('rel', targets)).toEqual({
    codename: 'rel',
    components: ['main'],
    mirror: 'http://a.example/',
  });
});

test('releaseOf, a mirror that apt alone can reach: it is left to debootstrap', () => {
  const targets =
    'rel main mirror+file:/etc/apt/mirrors.txt\nrel universe mirror+file:/etc/apt/mirrors.txt\n';
  expect(releaseOf('rel', targets)).toEqual({
    codename: 'rel',
    components: ['main', 'universe'],
    mirror: undefined,
  });
});

test('releaseOf, apt knows nothing of it: debootstrap is asked for its main part', () => {
  expect(releaseOf('rel', '')).toEqual({ codename: 'rel', components: ['main'], mirror: undefined });
});

test.each([
  ['NAME="X"\nVERSION_CODENAME=bookworm\nID=debian\n', 'bookworm'],
  ['VERSION_CODENAME="noble"\n', 'noble'],
  ['UBUNTU_CODENAME=noble\n', undefined],
  ['VERSION_CODENAME=../x\n', undefined],
])('codenameIn %j: %s', (text, codename) => {
  expect(codenameIn(text)).toBe(codename);
});
