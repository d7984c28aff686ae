import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LinkChecker, LinkState } from 'linkinator';

/**
 * `npm run check:links`: whether the links of all Markdown files below the working directory lead to a file that is
 * there, and to a heading of it.
 */
async function main(): Promise<void> {
  const files = await markdownIn('.');
  let broken = 0;
  for (const file of files) {
    for (const url of await brokenLinksOf(file)) {
      broken += 1;
      process.stderr.write(`${file}: ${url} is not there\n`);
    }
  }
  process.stdout.write(
    `the links of ${files.length} documents: ${broken === 0 ? 'ok' : `${broken} broken`}\n`,
  );
  process.exitCode = broken === 0 ? 0 : 1;
}

/**
 * One file at a time: of a page that it is already looking at, linkinator 7.6 may not look for a heading any more that
 * another page names.
 */
async function brokenLinksOf(file: string): Promise<string[]> {
  const { links } = await new LinkChecker().check({
    path: file,
    serverRoot: process.cwd(),
    markdown: true,
    checkFragments: true,
    directoryListing: true,
    linksToSkip: [ELSEWHERE],
  });
  const broken = links.filter(({ state }) => state === LinkState.BROKEN);
  return [...new Set(broken.map(({ url }) => url))];
}

/** The network may not be there, and what is found there may change at any time. */
const ELSEWHERE = '^https?://(?!localhost)';

/** What others have written is theirs to keep right. */
const NOT_OURS = /^(node_modules|dist|data|\.git)$/;

async function markdownIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const found = entries.map((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return NOT_OURS.test(entry.name) ? [] : markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
  return (await Promise.all(found)).flat().sort();
}

await main();
