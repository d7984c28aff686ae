import { signInAt } from '../client/index.js';
import { createPayer } from './payer.js';
import { playStory, type StoryOptions } from './story.js';

export interface PlayOptions extends Pick<StoryOptions, 'onStep' | 'signal'> {
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Plays the story against a server that runs, by HTTP alone.
 *
 * @returns whether all was as it must be
 * @throws Error with a sentence when it could not be played
 */
export async function playAt(url: string, { env, onStep, signal }: PlayOptions): Promise<boolean> {
  const pay = createPayer({ url, env, signal });
  const signIn = signInAt({ url, env, signal });
  const [seller, buyer] = await Promise.all([signIn('story-seller'), signIn('story-buyer')]);
  return await playStory({ seller, buyer, pay, onStep, signal });
}
