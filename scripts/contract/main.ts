import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';
import { start } from '../../src/main.js';
import { clientTypes } from './types.js';

/** Writes down what a server in development mode publishes, as that one has every call. */
async function writeContract(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-contract-'));
  const server = await start(readConfig({ PORT: '0', DATA_DIR: dataDir, WEB: 'off' }));
  try {
    const openApi = await published(server.url, 'openapi.json');
    await write('docs/api/openapi.json', openApi);
    await write('docs/api/asyncapi.json', await published(server.url, 'asyncapi.json'));
    await write('web/api/schema.d.ts', await clientTypes(openApi));
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true });
  }
}

async function published(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/${name}`);
  return `${JSON.stringify(await response.json(), null, 2)}\n`;
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(new URL(`../../${path}`, import.meta.url), text);
  console.log(path);
}

await writeContract();
