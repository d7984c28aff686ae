import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { timeLeft } from '../clock/countdown.js';
import { useServerNow } from '../clock/use-now.js';

/** From when on little time is left, in seconds. */
const SOON = 60;

/** How long a hold still lasts, by the server's clock. The last minute is said aloud, and not each second. */
export function Countdown({ expiresAt, title }: { expiresAt: string; title: string }) {
  const { announcer } = useApp();
  const { seconds, text } = timeLeft(expiresAt, useServerNow());
  const isSoon = seconds <= SOON;
  const wasSoon = useRef(isSoon);
  useLayoutEffect(() => {
    if (isSoon && !wasSoon.current) announcer.say(`One minute is left to pay for ${title}.`);
    wasSoon.current = isSoon;
  }, [isSoon, announcer, title]);
  if (seconds === 0) return <p class="countdown soon">Time is up</p>;
  return (
    <p class={isSoon ? 'countdown soon' : 'countdown'} role="timer">
      {text}
    </p>
  );
}
