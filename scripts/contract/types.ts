import openapiTS, { astToString } from 'openapi-typescript';

/** The types of a client for an OpenAPI document (as JSON), as the text of a declaration file. */
export async function clientTypes(document: string): Promise<string> {
  return `// Made by npm run contract.\n\n${astToString(await openapiTS(document))}`;
}
