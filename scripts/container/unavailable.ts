/** What the test needs cannot be had here, through no fault of the image; the message says what, as a sentence. */
export class Unavailable extends Error {}
