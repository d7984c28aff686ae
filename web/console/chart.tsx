import { barsOf, chart, type Series, summarize } from './series.js';
import { age, count } from './words.js';

/** A series as a picture, and as words beside it for everybody. */
export function Chart({
  series,
  bucketSeconds,
}: {
  readonly series: Series;
  readonly bucketSeconds: number;
}) {
  const { total, seconds, perSecond } = summarize(series, bucketSeconds);
  return (
    <div class="chart">
      <svg viewBox={`0 0 ${chart.width} ${chart.height}`} aria-hidden="true">
        <line class="base" x1={0} y1={chart.height} x2={chart.width} y2={chart.height} />
        {barsOf(series).map(({ kind, ...place }) => (
          <rect key={place.x} class={kind} {...place} />
        ))}
      </svg>
      <p class="small">
        <span class="number">{perSecond === null ? '–' : `${count(perSecond)}/s`}</span>{' '}
        <span class="quiet">
          {count(total)} in {age(seconds * 1000)}
        </span>
      </p>
    </div>
  );
}
