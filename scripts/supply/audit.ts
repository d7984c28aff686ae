import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { AcceptedAdvisory } from './accepted.js';

/** An advisory about a package that the lockfile names in an affected version. */
export interface Finding {
  /** As GitHub names it, such as `GHSA-jfh8-c2jp-5v3q`; of another database, its address. */
  readonly advisory: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** What the registry says, or why it says nothing: not each has a list of advisories. */
export type Audit = { readonly findings: readonly Finding[] } | { readonly unanswered: string };

export interface AuditOptions {
  /** The directory of package-lock.json. */
  readonly root: string;
  /** Without the packages that only the development needs. */
  readonly productionOnly: boolean;
  /** Default: the one that npm asks for packages. */
  readonly registry?: string;
  readonly timeoutMs?: number;
}

/** Asks the registry by `npm audit`. */
export async function audit({
  root,
  productionOnly,
  registry,
  timeoutMs = 60_000,
}: AuditOptions): Promise<Audit> {
  const args = ['audit', '--json', '--package-lock-only', '--audit-level=info', '--fetch-retries=0'];
  if (productionOnly) args.push('--omit=dev');
  else args.push('--include=dev');
  if (registry !== undefined) args.push(`--registry=${registry}`);
  const child = spawn('npm', args, {
    cwd: root,
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  return readReport(await Promise.race([text(child.stdout), failed]));
}

/** @param stdout of `npm audit --json`, whose exit code tells findings and failures not apart */
export function readReport(stdout: string): Audit {
  if (stdout.trim() === '') return { unanswered: 'npm audit said nothing' };
  const report = auditOutput.parse(JSON.parse(stdout));
  if (!('vulnerabilities' in report)) return { unanswered: report.message };
  const findings = new Map<string, Finding>();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const cause of via) {
      // A name alone says that a package is affected by one that it needs, which has an entry of its own.
      if (typeof cause === 'string') continue;
      const advisory = cause.url.slice(cause.url.lastIndexOf('/GHSA-') + 1);
      const { severity, title } = cause;
      findings.set(`${advisory} ${cause.name}`, { advisory, package: cause.name, severity, title });
    }
  }
  return { findings: [...findings.values()] };
}

/** One sentence for each finding that nobody has accepted, and for each accepted one that is found no more. */
export function auditProblems(findings: readonly Finding[], accepted: readonly AcceptedAdvisory[]): string[] {
  const unaccepted = findings.filter((finding) => !accepted.some((one) => isSame(one, finding)));
  const gone = accepted.filter((one) => !findings.some((finding) => isSame(one, finding)));
  return [
    ...unaccepted.map(
      (finding) =>
        `${printFinding(finding)}. Raise it, or say in scripts/supply/accepted-advisories.json why it can do no harm.`,
    ),
    ...gone.map(
      (one) =>
        `${one.advisory} of ${one.package} is found no more: remove it from scripts/supply/accepted-advisories.json.`,
    ),
  ];
}

/** A finding in one line. */
export function printFinding({ package: name, severity, advisory, title }: Finding): string {
  return `${name}: ${advisory} (${severity}): ${title}`;
}

function isSame(accepted: AcceptedAdvisory, finding: Finding): boolean {
  return accepted.advisory === finding.advisory && accepted.package === finding.package;
}

const auditOutput = z.union([
  z.object({
    vulnerabilities: z.record(
      z.string(),
      z.object({
        via: z.array(
          z.union([
            z.string(),
            z.object({ name: z.string(), title: z.string(), url: z.string(), severity: z.string() }),
          ]),
        ),
      }),
    ),
  }),
  z.object({ message: z.string() }),
]);
