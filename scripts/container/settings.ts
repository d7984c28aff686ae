/** How npm reaches its registry, from `npm config get`; what is not set is `null` or empty. */
export type NpmSettings = Readonly<Record<string, string>>;

export const NPM_SETTINGS = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl', 'cafile'] as const;

/** Reads what `npm config get` prints for several names: `name=value` on each line. */
export function readNpmSettings(printed: string): NpmSettings {
  const pairs = printed.split('\n').map((line) => {
    const [, name = '', value = ''] = /^([a-z-]+)=(.*)$/.exec(line) ?? [];
    return [name, value] as const;
  });
  return Object.fromEntries(pairs.filter(([, value]) => value !== '' && value !== 'null'));
}

export interface NpmrcParts {
  readonly settings: NpmSettings;
  /** The user's own .npmrc, which may name a token for the registry. */
  readonly userConfig: string;
  /** What `cafile` holds: that file is not there where the settings are used. */
  readonly certificates: string;
}

/** An .npmrc by which npm reaches the same registry in another file system. */
export function npmrcOf({ settings, userConfig, certificates }: NpmrcParts): string {
  const { cafile, ...others } = settings;
  const lines = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  const trusted = certificates.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return [
    userConfig.trimEnd(),
    ...lines,
    ...(cafile === undefined ? [] : ['cafile=null', ...trusted.map((one) => `ca[]=${JSON.stringify(one)}`)]),
    '',
  ].join('\n');
}

/** How apt reaches its mirrors: the part of `apt-config dump` that counts in any file system. */
export function aptConfOf(dump: string): string {
  const counts = /^Acquire::(Check-[\w-]+|\w+::Proxy(::[^ ]+)?) /;
  return dump
    .split('\n')
    .filter((line) => counts.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

/** A release of a distribution, and where its packages are. */
export interface Release {
  readonly codename: string;
  readonly components: readonly string[];
  /** `undefined` leaves it to debootstrap, which knows the distribution's own. */
  readonly mirror: string | undefined;
}

/** What of `apt-get indextargets` is asked for. */
export const TARGET_FORMAT = '$(CODENAME) $(COMPONENT) $(REPO_URI)';

/**
 * @param codename of the release
 * @param targets what apt knows, one a line, as in `TARGET_FORMAT`
 */
export function releaseOf(codename: string, targets: string): Release {
  const own = targets
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([name]) => name === codename);
  // Others, such as mirror+file:, are known to apt alone.
  const [, , mirror] = own.find(([, , uri = '']) => /^https?:/.test(uri)) ?? [];
  const components = new Set(own.map(([, component = '']) => component));
  return { codename, mirror, components: ['main', ...[...components].filter((name) => name === 'universe')] };
}

/** The release of a machine, by its /etc/os-release. */
export function codenameIn(osRelease: string): string | undefined {
  return /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(osRelease)?.[1];
}
