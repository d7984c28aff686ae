import { z } from 'zod';
import { entryFields, type StreamDefinition } from '../bus/index.js';

/**
 * The AsyncAPI 3.0 document of the published language, made of the schemas that validate each entry when it is written
 * and when it is read.
 */
export function asyncApiDocument(streams: readonly StreamDefinition[], version: string) {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Holdfast',
      version,
      description,
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(streams.map((stream) => [stream.name, channelOf(stream)])),
    operations: Object.fromEntries(streams.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(streams.flatMap(messagesOf)),
      schemas: { EntryFields: schemaOf(entryFields.omit({ data: true })) },
    },
  };
}

const description = `
The entries of the Redis Streams by which the modules talk. An entry's fields are attributes of CloudEvents 1.0 as
strings; its field \`data\` is the payload as JSON. \`x-kind\` says how a message stands to the others about its
\`subject\`, a ticket:

- a \`change\` has the \`sequence\` after that of the change before it, and is applied in that order;
- a \`snapshot\` tells the whole state at its \`sequence\` again, and needs nothing before it;
- a \`request\` stands outside the line, and its \`sequence\` says how far the one who asks has come.
`.trim();

function channelOf({ name, events }: StreamDefinition) {
  return {
    address: `{partition}:${name}`,
    title: `The stream ${name}`,
    description: 'A Redis Stream for each partition, read by consumer groups.',
    parameters: {
      partition: {
        description: 'The number of the partition, in the braces that make it the hash tag of the key.',
        examples: ['{0}'],
      },
    },
    messages: Object.fromEntries(
      Object.keys(events).map((type) => [keyOf(type), { $ref: `#/components/messages/${keyOf(type)}` }]),
    ),
  };
}

function operationsOf({ name }: StreamDefinition) {
  const channel = { $ref: `#/channels/${name}` };
  return [
    [`announce-${name}`, { action: 'send', channel, title: `Announce a change of ${name}` }],
    [`follow-${name}`, { action: 'receive', channel, title: `Follow the changes of ${name}` }],
  ];
}

function messagesOf({ events }: StreamDefinition) {
  return Object.values(events).map(({ kind, type, summary, data }) => [
    keyOf(type),
    {
      name: type,
      title: type,
      summary,
      'x-kind': kind,
      contentType: 'application/json',
      headers: { $ref: '#/components/schemas/EntryFields' },
      payload: schemaOf(data),
    },
  ]);
}

/** Keys of AsyncAPI components hold no colon. */
function keyOf(type: string): string {
  return type.replaceAll(':', '.');
}

/** AsyncAPI's own schemas are a superset of JSON Schema draft 7. */
function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' });
  return rest;
}
