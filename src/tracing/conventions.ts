/**
 * Attributes by the semantic conventions that are not stable yet, and so not among those that the package promises
 * to keep: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ and …/cloudevents/cloudevents-spans/.
 */
export const ATTR = {
  messagingSystem: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  messageId: 'messaging.message.id',
  consumerGroup: 'messaging.consumer.group.name',
  eventType: 'cloudevents.event_type',
  eventSubject: 'cloudevents.event_subject',
  /** The rest is of Holdfast's own. */
  sequence: 'holdfast.sequence',
  entryId: 'holdfast.entry.id',
  verdict: 'holdfast.verdict',
  tries: 'holdfast.tries',
} as const;
