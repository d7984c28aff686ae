import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Operation } from '../support/api-document.js';
import type { Contract } from '../support/contract.js';
import { contractAt } from '../support/contract-at.js';
import { useHttpMarket } from '../support/http-market.js';
import { expectConsistent } from '../support/settle.js';
import { newWebhookSecret } from '../support/sign-webhook.js';
import { requestsFor } from './fuzz/requests.js';
import { createSender, type RawAnswer, type RawRequest } from './fuzz/send-raw.js';
import { populate, type World } from './fuzz/world.js';

const webhookSecret = newWebhookSecret();
const market = useHttpMarket({ AUTH_SECRET: '', PARTITIONS: '4', PAYMENT_WEBHOOK_SECRET: webhookSecret });

/** Where all runs of CI begin; what a random seed finds is found again by putting it here. */
const FIXED_SEED = 20_261_122;

/** How many requests of a call may be under way at a time; an order may wait for a second. */
const LANES = 8;

/** An order may wait for a version for a second, and this process is as busy with asking as the server with answering. */
const HANGS_MS = 5000;

describe('whatever anybody sends', () => {
  let contract: Contract;
  let world: World;

  beforeAll(async () => {
    contract = await contractAt(market.url);
    world = { document: contract.document, webhookSecret, ...(await populate(market)) };
  });

  test.each([
    { seed: FIXED_SEED, runs: 50, atLeast: 5000 },
    { seed: randomInt(2 ** 31 - LANES), runs: 15, atLeast: 1500 },
  ])(
    'the answer is one that the document promises, soon, and no fault (seed $seed)',
    { timeout: 120_000 },
    async (options) => {
      // Of its own: the server closes connections that wait too long for their next request.
      const sender = createSender(market.url);
      onTestFinished(sender.close);
      let sent = 0;
      const running: Promise<string[]>[] = [];
      for (const operation of contract.document.operations) {
        const property = fc.asyncProperty(requestsFor(operation, world), async (request) => {
          sent += 1;
          expectPromised(request, await sender.send(request));
        });
        for (let lane = 0; lane < lanesOf(operation); lane += 1) {
          const seed = options.seed + lane;
          running.push(check(property, { seed, numRuns: options.runs, interruptAfterTimeLimit: 90_000 }));
          // Making requests takes time too, in which nobody would answer those of the others.
          await setImmediate();
        }
      }

      expect((await Promise.all(running)).flat()).toEqual([]);
      expect(sent).toBeGreaterThanOrEqual(options.atLeast);
      await expectConsistent(market.redis.connect(), 4);
    },
  );

  function expectPromised({ method, target: path }: RawRequest, answer: RawAnswer): void {
    contract.check({ method, path, ...answer });
    expect(answer.elapsedMs).toBeLessThan(HANGS_MS);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w=-]{1,255}$/);
    // The one refusal of this kind that a caller can bring about: a version that does not exist yet.
    if (answer.status >= 500) expect(answer.body).toMatchObject({ type: '/problems/replica-behind' });
  }
});

/** Where there is less to get wrong, fewer are enough. */
function lanesOf({ requestBody, parameters }: Operation): number {
  return requestBody || parameters.some(({ in: place }) => place === 'query') ? LANES : 2;
}

/** @returns what went wrong, and by which request */
async function check(
  property: fc.IAsyncPropertyWithHooks<[RawRequest]>,
  options: fc.Parameters<[RawRequest]>,
): Promise<string[]> {
  const { failed, counterexample, errorInstance } = await fc.check(property, options);
  if (!failed) return [];
  const [{ body, ...request } = {}] = counterexample ?? [];
  const shown = JSON.stringify({ ...request, body: body?.toString().slice(0, 500) });
  return [`seed ${options.seed}: ${errorInstance} The request was ${shown.slice(0, 2000)}`];
}
