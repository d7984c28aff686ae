/** What stops the setup, told to the user as a sentence without a stack. */
export class SetupError extends Error {}
