import { randomBytes } from 'node:crypto';
import { ContractBroken } from '../support/contract.js';
import { tokenFor } from '../support/holdfast.js';
import { type Answer, sendText } from '../support/send-text.js';
import { signWebhook } from '../support/sign-webhook.js';
import type { Call, Outcome, Request } from './call.js';
import type { World } from './world.js';

/** Sends requests, and writes down what was asked and what came of it. */
export interface Sender {
  /** All calls, in the order of their ends. */
  readonly calls: readonly Call[];
  /** Answers that are against the contract, or no answer that anybody should get. */
  readonly broken: readonly string[];
  send(server: number, user: string, request: Request): Promise<Call>;
}

/** Longer than a server that runs may take (2 s, api.md). */
const PATIENCE_MS = 3000;

export function createSender({ nodes, webhookSecret }: Pick<World, 'nodes' | 'webhookSecret'>): Sender {
  const calls: Call[] = [];
  const broken: string[] = [];
  const tokens = new Map<string, Promise<string>>();
  let invoked = 0;

  function tokenOf(user: string): Promise<string> {
    const token = tokens.get(user) ?? tokenFor(user);
    tokens.set(user, token);
    return token;
  }

  async function ask(server: number, user: string, request: Request, traceId: string): Promise<Outcome> {
    const { method, path, body, headers } = messageOf(request);
    const text = body === undefined ? undefined : JSON.stringify(body);
    try {
      const node = server === 0 ? nodes[0] : nodes[1];
      const answer = await sendText(`${node.url}/api${path}`, {
        method,
        headers: {
          traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-00`,
          ...headers,
          ...(text !== undefined && { 'content-type': 'application/json' }),
          ...(request.kind === 'pay'
            ? signWebhook(webhookSecret, text ?? '')
            : { authorization: `Bearer ${await tokenOf(user)}` }),
        },
        ...(text !== undefined && { body: text }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.status >= 500 && answer.status !== 503) broken.push(`${method} ${path}: ${answer.status}`);
      return outcomeOf(answer);
    } catch (error) {
      if (error instanceof ContractBroken) broken.push(`${method} ${path}: ${error.message}`);
      return { kind: 'unknown', why: reasonOf(error) };
    }
  }

  return {
    calls,
    broken,
    async send(server, user, request) {
      invoked += 1;
      const number = invoked;
      const traceId = randomBytes(16).toString('hex');
      await tokenOf(user);
      const invokedAt = performance.now();
      const outcome = await ask(server, user, request, traceId);
      const returnedAt = outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : performance.now();
      const call = { number, server, user, request, traceId, invokedAt, returnedAt, outcome };
      calls.push(call);
      return call;
    },
  };
}

function outcomeOf({ status, body }: Answer): Outcome {
  if (status < 400) return { kind: 'ok', body };
  const problem = String(body?.type).replace('/problems/', '');
  const mayBeStored = status >= 500 && (status !== 503 || problem === 'outcome-unknown');
  return mayBeStored ? { kind: 'unknown', why: problem } : { kind: 'refused', problem };
}

interface Message {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

function messageOf(request: Request): Message {
  switch (request.kind) {
    case 'list': {
      const { price, key } = request;
      const headers = { 'idempotency-key': key };
      return { method: 'POST', path: '/tickets', body: { title: `Seat ${price}`, price }, headers };
    }
    case 'edit': {
      const { ticketId, price, ifMatch } = request;
      const headers = ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` };
      return { method: 'PATCH', path: `/tickets/${ticketId}`, body: { price }, headers };
    }
    case 'withdraw':
      return { method: 'DELETE', path: `/tickets/${request.ticketId}` };
    case 'look':
      return { method: 'GET', path: `/tickets/${request.ticketId}` };
    case 'browse':
      return { method: 'GET', path: '/tickets?limit=100' };
    case 'order': {
      const { kind: _, key, ...body } = request;
      const headers = key === undefined ? {} : { 'idempotency-key': key };
      return { method: 'POST', path: '/orders', body, headers };
    }
    case 'cancel':
      return { method: 'DELETE', path: `/orders/${request.orderId}` };
    case 'pay': {
      const { orderId, reference, amount } = request;
      const data = { orderId, reference, amount, currency: 'usd' };
      return { method: 'POST', path: '/payments/webhook', body: { type: 'payment.succeeded', data } };
    }
    case 'check':
      return { method: 'GET', path: `/orders/${request.orderId}` };
    case 'orders':
      return { method: 'GET', path: '/orders?limit=100' };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
