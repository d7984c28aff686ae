import type { ComparisonResult, RowResult } from '../judge.js';
import { printTarget, printValue } from './numbers.js';

const WIDTH = 960;
const LINE = 26;
const TOP = 56;
/** Where the bars begin and end. */
const LEFT = 430;
const RIGHT = 800;
/** The ends of the logarithmic axis, as multiples of the target. */
const LEAST = 1 / 8;
const MOST = 8;

interface Bar {
  readonly label: string;
  readonly text: string;
  /** How many times the target is reached: above 1 is better, whichever way the bound goes. */
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A bar for each comparison with a target, on a logarithmic axis whose middle is the target. Colours follow the
 * reader's light or dark mode.
 */
export function drawChart(rows: readonly RowResult[]): string {
  const bars = rows.flatMap(({ title, comparisons }) => comparisons.flatMap((one) => barOf(title, one)));
  const height = TOP + bars.length * LINE + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>Each measured value against its target</title>
<style>
  :root { color-scheme: light dark }
  .paper { fill: #fff } text { fill: #1f2328 } .quiet { fill: #59636e } .grid { stroke: #d1d9e0 }
  .goal { stroke: #1f2328 } .reached { fill: #1a7f37 } .missed { fill: #bc4c00 } .range { stroke: #1f2328 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #f0f6fc } .quiet { fill: #9198a1 } .grid { stroke: #3d444d }
    .goal { stroke: #f0f6fc } .reached { fill: #3fb950 } .missed { fill: #f0883e } .range { stroke: #f0f6fc }
  }
</style>
<rect class="paper" width="${WIDTH}" height="${height}"/>
<text x="16" y="24" font-size="15" font-weight="600">Measured against target (logarithmic; right of the line is better)</text>
${axis(height)}
${bars.map(drawBar).join('\n')}
</svg>
`;
}

function barOf(title: string, comparison: ComparisonResult): Bar[] {
  const { what, value, unit, atLeast, atMost } = comparison;
  if (!value) return [];
  const scoreOf = (number: number) => {
    if (atLeast !== undefined && atLeast > 0 && atLeast !== atMost) return number / atLeast;
    return atMost !== undefined && number > 0 ? atMost / number : undefined;
  };
  const [score, low, high] = [scoreOf(value.median), scoreOf(value.min), scoreOf(value.max)];
  if (score === undefined || low === undefined || high === undefined) return [];
  const text = `${printValue(value.median, unit)} (${printTarget(comparison)})`;
  return [{ label: `${title}: ${what}`, text, score, low, high }];
}

function axis(height: number): string {
  const ticks = [LEAST, 1 / 4, 1 / 2, 1, 2, 4, MOST];
  return ticks
    .map((tick) => {
      const x = round(placeOf(tick));
      const name = tick < 1 ? `1/${Math.round(1 / tick)}` : `${tick}`;
      return (
        `<line class="${tick === 1 ? 'goal' : 'grid'}" x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${height - 16}"/>` +
        `<text class="quiet" x="${x}" y="${TOP - 14}" text-anchor="middle" font-size="11">${tick === 1 ? 'target' : `${name}×`}</text>`
      );
    })
    .join('\n');
}

function drawBar({ label, text, score, low, high }: Bar, i: number): string {
  const y = TOP + i * LINE;
  const [goal, end] = [placeOf(1), placeOf(score)];
  const middle = y + LINE / 2 - 2;
  // Nobody has to tell red from green: a bar that is missed lies on the other side of the line.
  return (
    `<text x="${LEFT - 12}" y="${y + 15}" text-anchor="end" font-size="12">${escapeXml(shorten(label))}</text>` +
    `<rect class="${score >= 1 ? 'reached' : 'missed'}" x="${round(Math.min(goal, end))}" y="${y + 4}" width="${round(Math.max(1, Math.abs(end - goal)))}" height="${LINE - 12}" rx="2"/>` +
    `<line class="range" x1="${round(placeOf(low))}" y1="${middle}" x2="${round(placeOf(high))}" y2="${middle}"/>` +
    `<text x="${RIGHT + 12}" y="${y + 15}" font-size="12">${escapeXml(text)}</text>`
  );
}

/** On the logarithmic axis; what lies outside of it stands at its end. */
function placeOf(score: number): number {
  const inside = Math.min(MOST, Math.max(LEAST, score));
  return LEFT + ((RIGHT - LEFT) * Math.log(inside / LEAST)) / Math.log(MOST / LEAST);
}

const LONGEST = 62;

function shorten(label: string): string {
  return label.length <= LONGEST ? label : `${label.slice(0, LONGEST - 1)}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
