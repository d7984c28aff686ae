import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Order, settle, type Ticket } from '../api/client.js';
import { createIntention } from '../api/intention.js';
import { isProblem } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { formatPrice } from '../format/money.js';
import { changesBetween } from '../market/changes.js';
import { useSelected, useStore } from '../state/use-store.js';
import { ActionButton } from '../ui/buttons.js';
import { Link } from '../ui/link.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { Hold } from './order-card.js';

interface ReserveBoxProps {
  /** As it is now: another one as soon as anything happens to it. */
  readonly ticket: Ticket;
  readonly readAnew: () => void;
}

/** What somebody who does not sell a ticket can do with it, or why they can't. */
export function ReserveBox({ ticket, readAnew }: ReserveBoxProps) {
  const { session, market, navigation, announcer } = useApp();
  const identity = useStore(session.identity);
  const mine = useSelected(market.orders, (orders) => lastOrderOf(orders, ticket.id));
  const isHeld = mine?.status === 'created';
  const before = useRef(ticket.status);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = ticket.status;
    if (was === ticket.status || isHeld) return;
    const sentence = sentences[ticket.status];
    announcer.say(sentence);
  }, [ticket.status, isHeld, announcer]);

  if (isHeld) return <Hold order={mine} />;
  if (mine?.status === 'complete') return <p>You have bought this ticket.</p>;
  if (ticket.status !== 'available') return <p>{sentences[ticket.status]}</p>;
  if (identity === undefined) {
    const here = navigation.place.get().path;
    return (
      <Link to={`/sign-in?to=${encodeURIComponent(here)}`} class="button">
        Sign in to reserve it
      </Link>
    );
  }
  return <Reserve ticket={ticket} readAnew={readAnew} />;
}

const sentences: Readonly<Record<Ticket['status'], string>> = {
  available: 'The ticket is available again.',
  reserved: 'Somebody has just reserved this ticket. It comes back if they do not pay in time.',
  sold: 'This ticket has been sold.',
  withdrawn: 'The seller has taken this ticket back.',
};

function lastOrderOf(orders: ReadonlyMap<string, Order>, ticketId: string): Order | undefined {
  let last: Order | undefined;
  // Ids are UUIDv7: they begin with the time.
  for (const order of orders.values())
    if (order.ticket.id === ticketId && order.id > (last?.id ?? '')) last = order;
  return last;
}

/** Orders the ticket as it was when one began to look at it; when it is another one now, it asks first. */
function Reserve({ ticket, readAnew }: ReserveBoxProps) {
  const { api, market, announcer } = useApp();
  const [seen, setSeen] = useState(ticket);
  const { current: intention } = useRef(createIntention());
  const changes = changesBetween(seen, ticket).filter(({ name }) => name !== 'status');

  const reserve = useAction(
    () => {
      const body = { ticketId: ticket.id, price: seen.price, ticketVersion: seen.version };
      const header = { 'idempotency-key': intention.keyFor(body) };
      return settle(api.POST('/api/orders', { params: { header }, body }));
    },
    {
      done(order) {
        intention.done();
        market.orders.put([order]);
        announcer.say(`${order.ticket.title} is held for you.`);
      },
      failed: readAnew,
    },
  );

  if (changes.length > 0) {
    const goOn = () => {
      setSeen(ticket);
      reserve.clear();
    };
    return (
      <ChangedMeanwhile
        sentence="The seller has changed this ticket while you looked at it:"
        changes={changes}
        before={seen}
        after={ticket}
      >
        <button type="button" onClick={goOn}>
          Go on at {formatPrice(ticket.price, ticket.currency)}
        </button>
      </ChangedMeanwhile>
    );
  }
  return (
    <div class="stack">
      <ActionButton action={reserve} busy="Reserving …">
        Reserve for {formatPrice(seen.price, seen.currency)}
      </ActionButton>
      <p class="quiet small">It is held for you while you pay. Nothing is taken now.</p>
      {reserve.problem !== undefined && isProblem(reserve.problem, 'price-changed') ? (
        <Notice kind="held" loud>
          <p>The price has just changed; you will see the new one in a moment.</p>
        </Notice>
      ) : (
        <ProblemNotice problem={reserve.problem} />
      )}
    </div>
  );
}
