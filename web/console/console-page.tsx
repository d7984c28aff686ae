import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { Api } from '../api/client.js';
import { sentenceOf } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { useStore } from '../state/use-store.js';
import { Heading } from '../ui/heading.js';
import { Link } from '../ui/link.js';
import { Notice } from '../ui/notice.js';
import { DeadLetters } from './dead-letters.js';
import { Gaps } from './gaps.js';
import { createOperatorApi } from './operator.js';
import { Readiness } from './readiness.js';
import { ConsumerTable, GroupTable, StreamTable } from './streams.js';
import { createWatch, type Seen } from './watch.js';

/** How the server is, for whoever runs it. In development mode that is everybody. */
export function ConsolePage() {
  const { settings } = useApp();
  return (
    <section class="column wide console">
      {settings.mode === 'development' ? <OpenConsole /> : <GuardedConsole />}
    </section>
  );
}

function OpenConsole() {
  const { api } = useApp();
  return <Console api={useMemo(() => createOperatorApi(api), [api])} />;
}

function GuardedConsole() {
  const { api, session } = useApp();
  const identity = useStore(session.identity);
  if (identity?.scopes.includes('admin')) return <Console api={api} />;
  return (
    <>
      <Heading title="Console" />
      {identity === undefined ? (
        <Notice>
          The console is for operators: <Link to="/sign-in?to=%2Fconsole">sign in</Link> with a token that has
          the scope <code>admin</code>.
        </Notice>
      ) : (
        <Notice kind="bad">
          {identity.user} may not see the console: the token has no scope <code>admin</code>. Whoever issues
          the tokens of this server can give one that does.
        </Notice>
      )}
    </>
  );
}

function Console({ api }: { readonly api: Api }) {
  const watch = useMemo(() => createWatch(api), [api]);
  useLayoutEffect(watch.start, [watch]);
  const seen = useStore(watch.seen);
  const { checks, streams } = seen;
  return (
    <>
      <div class="headline">
        <Heading title="Console" />
        <SeenAt seen={seen} />
      </div>
      {checks.length > 0 && <Readiness checks={checks} />}
      {streams !== undefined && (
        <>
          <GroupTable look={streams} />
          <DeadLetters seen={seen} watch={watch} />
          <Gaps look={streams} />
          <StreamTable look={streams} />
          <ConsumerTable look={streams} />
          <p class="small quiet">
            Lag, pending, consumers and throughput are those of Redis, and the same from every server. A bar
            is {streams.bucketSeconds} seconds, the last one is not over yet, and this server has looked since
            it was started. What waits in memory is told by this process alone.
          </p>
        </>
      )}
    </>
  );
}

function SeenAt({ seen: { streams, problem } }: { readonly seen: Seen }) {
  const at = streams && <time dateTime={streams.time}>{streams.time.slice(11, 19)} UTC</time>;
  if (problem !== undefined)
    return (
      <Notice kind="bad" loud>
        {sentenceOf(problem)} {at && <>These are the numbers of {at}.</>}
      </Notice>
    );
  return <p class="small quiet">{at ? <>Seen at {at}, and again every two seconds</> : 'Looking …'}</p>;
}
