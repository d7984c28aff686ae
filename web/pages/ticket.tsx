import type { Ticket } from '../api/client.js';
import { isProblem } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { formatTime } from '../format/time.js';
import type { PageProps } from '../router/page-props.js';
import { ticketStatus } from '../shop/names.js';
import { Price } from '../shop/price.js';
import { ReserveBox } from '../shop/reserve-box.js';
import { SellerBox } from '../shop/seller-box.js';
import { useTicket } from '../shop/use-ticket.js';
import { useSelected } from '../state/use-store.js';
import { Badge } from '../ui/badge.js';
import { Heading } from '../ui/heading.js';
import { Link } from '../ui/link.js';
import { ProblemNotice } from '../ui/notice.js';
import { NotFoundPage } from './not-found.js';

/** One ticket, as it is at this moment. */
export function TicketPage({ params: { id = '' } }: PageProps) {
  const { ticket, problem, readAnew } = useTicket(id);
  if (ticket !== undefined) return <Shown ticket={ticket} readAnew={readAnew} />;
  if (problem !== undefined && isProblem(problem, 'not-found')) return <NotFoundPage />;
  return (
    <section class="column">
      <Heading title="Ticket" />
      {problem === undefined ? <p class="quiet">Loading …</p> : <ProblemNotice problem={problem} />}
    </section>
  );
}

function Shown({ ticket, readAnew }: { ticket: Ticket; readAnew: () => void }) {
  const { session } = useApp();
  const isSeller = useSelected(session.identity, (identity) => identity?.user === ticket.sellerId);
  return (
    <article class="split">
      <div class="stack">
        <p>
          <Badge status={ticketStatus(ticket)} />
        </p>
        <Heading title={ticket.title} />
        <Facts ticket={ticket} />
        <p class="small">
          <Link to={`/trace/${ticket.id}`}>
            How this ticket came to be what it is: version {ticket.version}
          </Link>
        </p>
      </div>
      <aside class="card stack" aria-label={isSeller ? 'Your ticket' : 'Reserve'}>
        <p>
          <Price price={ticket.price} currency={ticket.currency} big />
        </p>
        {isSeller ? (
          <SellerBox ticket={ticket} readAnew={readAnew} />
        ) : (
          <ReserveBox ticket={ticket} readAnew={readAnew} />
        )}
      </aside>
    </article>
  );
}

function Facts({ ticket: { startsAt, venue, seat, sellerId, createdAt } }: { ticket: Ticket }) {
  return (
    <dl class="facts">
      {startsAt !== null && (
        <>
          <dt>When</dt>
          <dd>
            <time dateTime={startsAt}>{formatTime(startsAt)}</time>
          </dd>
        </>
      )}
      {venue !== null && (
        <>
          <dt>Where</dt>
          <dd>{venue}</dd>
        </>
      )}
      {seat !== null && (
        <>
          <dt>Seat</dt>
          <dd>{seat}</dd>
        </>
      )}
      <dt>Sold by</dt>
      <dd>{sellerId}</dd>
      <dt>Listed</dt>
      <dd>
        <time dateTime={createdAt}>{formatTime(createdAt)}</time>
      </dd>
    </dl>
  );
}
