import { type Contract, createContract } from './contract.js';

const contracts = new Map<string, Promise<Contract>>();
const made = new Map<string, Contract>();

/** What the server there publishes; asked for once, so that a server that is away later is held to it too. */
export function contractAt(origin: string): Promise<Contract> {
  const known = contracts.get(origin);
  if (known !== undefined) return known;
  const asked = ask(origin);
  contracts.set(origin, asked);
  asked.catch(() => contracts.delete(origin));
  return asked;
}

/** Another server may have got the port of an earlier one. */
export function forgetContract(origin: string): void {
  contracts.delete(origin);
}

/** Most servers of a test run publish the same, and to compile its schemas takes longer than to ask for them. */
async function ask(origin: string): Promise<Contract> {
  const response = await fetch(`${origin}/openapi.json`);
  const text = await response.text();
  const contract = made.get(text) ?? createContract(JSON.parse(text));
  made.set(text, contract);
  return contract;
}
