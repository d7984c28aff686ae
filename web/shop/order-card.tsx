import { useRef } from 'preact/hooks';
import { type Order, settle } from '../api/client.js';
import { createIntention } from '../api/intention.js';
import { useApp } from '../app-context.js';
import { formatTime } from '../format/time.js';
import { Badge } from '../ui/badge.js';
import { ActionButton } from '../ui/buttons.js';
import { Link } from '../ui/link.js';
import { Notice, ProblemNotice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { Countdown } from './countdown.js';
import { orderStatus } from './names.js';
import { Price } from './price.js';

/** An order in the list of its buyer. */
export function OrderCard({ order }: { order: Order }) {
  const { ticket, createdAt } = order;
  return (
    <li class="card order">
      <div class="headline">
        <h2>
          <Link to={`/tickets/${ticket.id}`}>{ticket.title}</Link>
        </h2>
        <Badge status={orderStatus(order)} />
      </div>
      <p>
        <Price price={ticket.price} currency={ticket.currency} />
        <span class="quiet small">
          {' '}
          · ordered <time dateTime={createdAt}>{formatTime(createdAt)}</time>
        </span>
      </p>
      {order.status === 'created' && <Hold order={order} />}
      {order.refundDue && (
        <Notice kind="held">
          <p>Your payment came when the ticket was no longer held for you. You will get it back.</p>
        </Notice>
      )}
    </li>
  );
}

/** A ticket that is held for its buyer: how long, and what they can do. */
export function Hold({ order }: { order: Order }) {
  const { api, market, announcer, settings } = useApp();
  const { current: payment } = useRef(createIntention());
  const path = { id: order.id };

  async function readAnew(): Promise<void> {
    const answer = await settle(api.GET('/api/orders/{id}', { params: { path } }));
    if (answer.ok) market.orders.put([answer.data]);
  }
  const done = (sentence: string) => () => {
    announcer.say(sentence);
    void readAnew();
  };
  const failed = () => void readAnew();

  const pay = useAction(
    () => {
      const headers = { 'Idempotency-Key': payment.keyFor(path) };
      return settle(api.POST('/dev/pay/{id}', { params: { path }, headers }));
    },
    { done: done(`${order.ticket.title} is paid.`), failed },
  );
  const cancel = useAction(() => settle(api.DELETE('/api/orders/{id}', { params: { path } })), {
    done: done(`The order of ${order.ticket.title} is cancelled.`),
    failed,
  });

  return (
    <div class="stack">
      <div>
        <p class="quiet small">Held for you for</p>
        <Countdown expiresAt={order.expiresAt} title={order.ticket.title} />
      </div>
      {settings.mode === 'production' && (
        <p class="small">Pay with your payment provider; it tells us, and the ticket is yours.</p>
      )}
      <div class="actions">
        {settings.mode === 'development' && (
          <ActionButton action={pay} busy="Paying …">
            Pay
          </ActionButton>
        )}
        <ActionButton action={cancel} busy="Cancelling …" kind="second">
          Cancel the order
        </ActionButton>
      </div>
      <ProblemNotice problem={pay.problem ?? cancel.problem} />
    </div>
  );
}
