export { type Client, createClient, Refused, send } from './client.js';
export { localUrl } from './local-url.js';
export { createMint } from './mint.js';
export { operatorAt, signInAt } from './sign-in.js';
