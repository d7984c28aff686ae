import { type Answer, type Api, settle, type Ticket, type TicketInput } from '../api/client.js';

/** Changes fields of a ticket, if it is still the version that its seller looks at; 412 if it is not. */
export function editTicket(
  api: Api,
  ticket: Pick<Ticket, 'id' | 'version'>,
  body: Partial<TicketInput>,
): Promise<Answer<Ticket>> {
  return settle(api.PATCH('/api/tickets/{id}', { params: paramsOf(ticket), body }));
}

/** Takes a ticket back, in the same way. */
export function withdrawTicket(api: Api, ticket: Pick<Ticket, 'id' | 'version'>): Promise<Answer<unknown>> {
  return settle(api.DELETE('/api/tickets/{id}', { params: paramsOf(ticket) }));
}

function paramsOf({ id, version }: Pick<Ticket, 'id' | 'version'>) {
  return { path: { id }, header: { 'If-Match': `"${version}"` } };
}
