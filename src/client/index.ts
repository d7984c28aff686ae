export { type Call, type Client, createClient, Refused, send } from './client.js';
export { createMint } from './mint.js';
export { type SignIn, signInAt } from './sign-in.js';
