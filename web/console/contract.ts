import type { components } from '../api/schema.js';

export type Check = components['schemas']['Check'];
export type Streams = components['schemas']['Streams'];
export type StreamState = Streams['streams'][number];
export type GroupState = StreamState['groups'][number];
export type ConsumerState = GroupState['consumers'][number];
export type DeadLetter = components['schemas']['DeadLetter'];
export type Replay = components['schemas']['Replay'];
