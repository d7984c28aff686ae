import { useLayoutEffect, useMemo } from 'preact/hooks';
import { isProblem } from '../api/problem.js';
import { useApp } from '../app-context.js';
import type { PageProps } from '../router/page-props.js';
import { useStore } from '../state/use-store.js';
import { diagramOf } from '../trace/diagram.js';
import { Drawing } from '../trace/drawing.js';
import { followTrace } from '../trace/follow-trace.js';
import { healthOf, titleOf } from '../trace/health.js';
import { tableOf } from '../trace/table.js';
import type { Trace } from '../trace/trace.js';
import { TraceTable } from '../trace/trace-table.js';
import { Heading } from '../ui/heading.js';
import { Link } from '../ui/link.js';
import { ProblemNotice } from '../ui/notice.js';
import { NotFoundPage } from './not-found.js';

/** The story of a ticket, drawn as it happens. */
export function TracePage({ params }: PageProps) {
  const app = useApp();
  const ticketId = params.ticketId ?? '';
  const follower = useMemo(() => followTrace(app, ticketId), [app, ticketId]);
  // Run in the same turn, so that who goes on at once leaves nothing behind that reads on.
  useLayoutEffect(() => follower.stop, [follower]);
  const { trace, problem } = useStore(follower.followed);
  if (trace === undefined && problem !== undefined && isProblem(problem, 'not-found'))
    return <NotFoundPage />;
  const title = trace && titleOf(trace);
  return (
    <section class="column wide trace-page">
      <div class="headline">
        <Heading title={title === undefined ? 'Trace' : `Trace of ${title}`} />
        {trace && <HealthBadge trace={trace} />}
        <p class="trace-back">
          <Link to={`/tickets/${ticketId}`}>Back to the ticket</Link>
        </p>
      </div>
      <p class="quiet">
        Two modules keep this ticket and talk through streams alone. Each box is a version, each arrow the
        entry that told the other module of it; time runs to the right.
      </p>
      <ProblemNotice problem={problem} />
      {trace && <Story trace={trace} />}
    </section>
  );
}

function HealthBadge({ trace }: { trace: Trace }) {
  const { name, tone } = healthOf(trace);
  return (
    <p class={`badge ${tone}`} role="status">
      {name}
    </p>
  );
}

function Story({ trace }: { trace: Trace }) {
  const diagram = useMemo(() => diagramOf(trace), [trace]);
  const table = useMemo(() => tableOf(trace), [trace]);
  return (
    <>
      <Drawing diagram={diagram} />
      <TraceTable table={table} />
    </>
  );
}
