import { readBuiltPage } from './built-page.js';
import { createNotFound } from './not-found.js';
import { createWebRoutes } from './routes.js';
import { pageSettings } from './settings.js';

/**
 * The page: a shop that is live, and the picture of every version.
 *
 * @param config what the page is told of the server
 * @throws Error with a sentence for the operator when the page is not built
 */
export async function createWeb(config: Parameters<typeof pageSettings>[0]) {
  const page = await readBuiltPage();
  return { routes: createWebRoutes(page, pageSettings(config)), notFound: createNotFound(page) };
}
