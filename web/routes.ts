import type { ComponentType } from 'preact';
import { ConsolePage } from './console/console-page.js';
import { NotFoundPage } from './pages/not-found.js';
import { OrdersPage } from './pages/orders.js';
import { SellPage } from './pages/sell.js';
import { SignInPage } from './pages/sign-in.js';
import { TicketPage } from './pages/ticket.js';
import { TicketsPage } from './pages/tickets.js';
import { TracePage } from './pages/trace.js';
import { matchPath, type Params } from './router/match.js';
import type { PageProps } from './router/page-props.js';

/** The pages by their paths. The server opens the same paths: `pagePaths` in src/web/routes.ts. */
const routes: Readonly<Record<string, ComponentType<PageProps>>> = {
  '/': TicketsPage,
  '/tickets/:id': TicketPage,
  '/orders': OrdersPage,
  '/sell': SellPage,
  '/sign-in': SignInPage,
  '/trace/:ticketId': TracePage,
  '/console': ConsolePage,
};

/** The page at a path. */
export function pageAt(path: string): { Page: ComponentType<PageProps>; params: Params } {
  for (const [pattern, Page] of Object.entries(routes)) {
    const params = matchPath(pattern, path);
    if (params !== undefined) return { Page, params };
  }
  return { Page: NotFoundPage, params: {} };
}
