import type { Ticket } from '../api/client.js';
import { formatTime } from '../format/time.js';
import { Badge } from '../ui/badge.js';
import { Link } from '../ui/link.js';
import { ticketStatus } from './names.js';
import { Price } from './price.js';

/** A ticket in a list. */
export function TicketCard({ ticket, arrived = false }: { ticket: Ticket; arrived?: boolean }) {
  const isGone = ticket.status !== 'available';
  const classes = ['card', 'ticket', ...(isGone ? ['gone'] : []), ...(arrived ? ['arrived'] : [])];
  return (
    <li class={classes.join(' ')}>
      <h2>
        <Link to={`/tickets/${ticket.id}`}>{ticket.title}</Link>
      </h2>
      <Where ticket={ticket} />
      <div class="ticket-foot">
        <Price price={ticket.price} currency={ticket.currency} />
        {isGone && <Badge status={ticketStatus(ticket)} />}
      </div>
    </li>
  );
}

function Where({ ticket: { venue, startsAt, seat } }: { ticket: Ticket }) {
  const place = [venue, seat === null ? null : `Seat ${seat}`].filter((part) => part !== null).join(' · ');
  return (
    <>
      {startsAt !== null && (
        <p class="quiet small">
          <time dateTime={startsAt}>{formatTime(startsAt)}</time>
        </p>
      )}
      {place !== '' && <p class="quiet small">{place}</p>}
    </>
  );
}
