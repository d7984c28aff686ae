import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

/** A file that the browser loads for the reference. */
export interface ReferenceFile {
  readonly mediaType: string;
  readonly body: Uint8Array<ArrayBuffer>;
  gzip(): Uint8Array<ArrayBuffer>;
}

/** The page of the reference. Its links are relative, so that it also works behind a proxy that adds a prefix. */
export const referencePage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Holdfast: the API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="reference"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** Everything comes from this server; Swagger UI sets styles of its own and has its icons in data URLs. */
export const referencePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  tryItOutEnabled: true,
  // No third party is told what is looked at.
  validatorUrl: null,
});
`;

/** Finds the files of Swagger UI in its package; each is read when it is first wanted. */
export function createReferenceFiles(): (name: string) => ReferenceFile | undefined {
  const require = createRequire(import.meta.url);
  const fromPackage = (name: string) => () => readFileSync(require.resolve(`swagger-ui-dist/${name}`));
  const sources = new Map([
    ['swagger-ui.css', { mediaType: 'text/css', read: fromPackage('swagger-ui.css') }],
    ['swagger-ui-bundle.js', { mediaType: 'text/javascript', read: fromPackage('swagger-ui-bundle.js') }],
    ['start.js', { mediaType: 'text/javascript', read: () => Buffer.from(start) }],
  ]);
  const read = new Map<string, ReferenceFile>();

  return (name) => {
    const source = sources.get(name);
    if (!source) return undefined;
    const known = read.get(name);
    if (known) return known;
    const body = Uint8Array.from(source.read());
    let zipped: Uint8Array<ArrayBuffer> | undefined;
    const file: ReferenceFile = {
      mediaType: `${source.mediaType}; charset=utf-8`,
      body,
      gzip: () => {
        zipped ??= Uint8Array.from(gzipSync(body));
        return zipped;
      },
    };
    read.set(name, file);
    return file;
  };
}
