import { useApp } from '../app-context.js';
import { pageAt } from '../routes.js';
import { useSelected, useStore } from '../state/use-store.js';
import { Boundary } from './boundary.js';
import { Link } from './link.js';

/** What stands around every page: the menu, who is signed in, and whether it is live. */
export function Shell() {
  const { navigation } = useApp();
  const path = useSelected(navigation.place, (place) => place.path);
  const { Page, params } = pageAt(path);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="bar">
        <div class="bar-in">
          <Link to="/" class="brand">
            Holdfast
          </Link>
          <Menu path={path} />
          <Status />
          <Account path={path} />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Boundary key={path}>
          <Page params={params} />
        </Boundary>
      </main>
      <footer class="foot">
        <p>
          <a href="/docs">The API</a> is open: all that is shown here is made of it. Who runs this server has
          a <Link to="/console">console</Link>.
        </p>
      </footer>
      <Announcements />
    </>
  );
}

/** Where the menu leads. */
const menu = [
  { to: '/', name: 'Tickets' },
  { to: '/sell', name: 'Sell' },
  { to: '/orders', name: 'My orders' },
];

function Menu({ path }: { path: string }) {
  return (
    <nav aria-label="Main">
      <ul>
        {menu.map(({ to, name }) => (
          <li key={to}>
            <Link to={to} current={to === path}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const statusNames = { open: 'Live', connecting: 'Connecting', waiting: 'Reconnecting' };

function Status() {
  const status = useStore(useApp().live.status);
  return (
    <p class={`live live-${status}`} role="status">
      {statusNames[status]}
    </p>
  );
}

function Account({ path }: { path: string }) {
  const { session } = useApp();
  const identity = useStore(session.identity);
  if (identity === undefined) {
    const to = path === '/' || path === '/sign-in' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(path)}`;
    return (
      <Link to={to} class="account">
        Sign in
      </Link>
    );
  }
  return (
    <p class="account">
      <span class="user">{identity.user}</span>
      <button type="button" class="plain" onClick={session.signOut}>
        Sign out
      </button>
    </p>
  );
}

function Announcements() {
  const said = useStore(useApp().announcer.said);
  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  );
}
