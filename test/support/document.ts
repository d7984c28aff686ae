import { readFile } from 'node:fs/promises';

/** A block of code in a document. */
export interface Block {
  /** What stands behind its three backticks, such as `sh`. */
  readonly info: string;
  readonly text: string;
}

/** The blocks of code in a Markdown file, in their order. */
export async function blocksOf(path: string): Promise<Block[]> {
  const document = await readFile(path, 'utf8');
  return [...document.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map(([, info = '', text = '']) => ({
    info,
    text,
  }));
}

/**
 * The text of the one block with this info string.
 *
 * @throws Error when there is none, or another one
 * @example await blockOf('docs/operating.md', 'sh backup')
 */
export async function blockOf(path: string, info: string): Promise<string> {
  const found = (await blocksOf(path)).filter((block) => block.info === info);
  const [block] = found;
  if (!block || found.length > 1) throw new Error(`${path} has ${found.length} blocks \`\`\`${info}`);
  return block.text;
}
