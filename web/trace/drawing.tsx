import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Arrow, Box, Diagram, Jump } from './diagram.js';
import { arrowPath, BANDS, fitting, groundOf, HEIGHT, jumpPath, rectOf, TEXT, widthOf } from './measures.js';
import { LANES, type Lane } from './trace.js';

const NAMES: Record<Lane, string> = { tickets: 'Tickets module', orders: 'Orders module' };

/** The drawing. It scrolls sideways, and stays at its end as the story goes on, unless one has scrolled back. */
export function Drawing({ diagram }: { diagram: Diagram }) {
  const { columns, boxes, arrows, jumps, standings } = diagram;
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && columns > 0 && atEnd.current) element.scrollLeft = element.scrollWidth;
  }, [columns]);
  const look = ({ currentTarget }: { currentTarget: HTMLElement }) => {
    const { scrollLeft, scrollWidth, clientWidth } = currentTarget;
    atEnd.current = scrollLeft + clientWidth >= scrollWidth - 40;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by the keyboard too (WCAG 2.1.1).
    <section class="trace-scroll" aria-label="The drawing" tabIndex={0} ref={scroller} onScroll={look}>
      <div class="trace-names">
        {LANES.map((lane) => (
          <p key={lane} class={`trace-name trace-name-${lane}`}>
            <b>{NAMES[lane]}</b> <span data-standing={lane}>{standings[lane]}</span>
          </p>
        ))}
      </div>
      <svg class="trace" width={widthOf(columns)} height={HEIGHT} role="img" aria-label={describe(diagram)}>
        {LANES.map((lane) => (
          <rect key={lane} class={`trace-band trace-band-${lane}`} width="100%" {...BANDS[lane]} />
        ))}
        {arrows.map((arrow) => (
          <ArrowLine key={arrow.key} arrow={arrow} />
        ))}
        {jumps.map((jump) => (
          <JumpLine key={jump.key} jump={jump} />
        ))}
        {boxes.map((box) => (
          <BoxShape key={box.key} box={box} />
        ))}
        {arrows.map((arrow) => (
          <ArrowName key={arrow.key} arrow={arrow} />
        ))}
      </svg>
    </section>
  );
}

function BoxShape({ box }: { box: Box }) {
  const { kind, lane, title, lines } = box;
  const { x, y, width, height } = rectOf(box);
  return (
    <g transform={`translate(${x} ${y})`}>
      <g class={`trace-box trace-${kind}`} data-box={kind} data-lane={lane} data-title={title}>
        <title>{[title, ...lines].join(', ')}</title>
        <rect width={width} height={height} rx="11" />
        <text class="trace-title" x={TEXT.x} y={TEXT.title}>
          {title}
        </text>
        {fitting(box).map((line, i) => (
          <text key={line} x={TEXT.x} y={TEXT.lines[i]}>
            {line}
          </text>
        ))}
      </g>
    </g>
  );
}

function ArrowLine({ arrow }: { arrow: Arrow }) {
  const { line, head } = arrowPath(arrow);
  const { state, from, to, type, version } = arrow;
  return (
    <g
      class={`trace-arrow trace-arrow-${state}`}
      data-arrow={`${type} ${version}`.trim()}
      data-state={state}
      data-from={from.lane}
      data-to={to.lane}
    >
      <path class="trace-line" d={line} />
      <path class="trace-head" d={head} />
    </g>
  );
}

/** The names lie above all lines, on a ground of their own, so that none crosses them out. */
function ArrowName({ arrow }: { arrow: Arrow }) {
  const { type, version, state } = arrow;
  const { x, y } = arrowPath(arrow).label;
  const ground = groundOf(type, { x, y });
  return (
    <g class={`trace-label trace-label-${state}`}>
      <rect {...ground} />
      <text x={x} y={y - 3}>
        <tspan x={x}>{type}</tspan>
        <tspan class="trace-number" x={x} dy="16">
          {version}
        </tspan>
      </text>
    </g>
  );
}

function JumpLine({ jump }: { jump: Jump }) {
  const { line, head, label } = jumpPath(jump);
  return (
    <g class="trace-jump" data-jump={jump.title}>
      <path class="trace-line" d={line} />
      <path class="trace-head" d={head} />
      <text x={label.x} y={label.y}>
        {jump.title}
      </text>
    </g>
  );
}

function describe({ boxes, standings }: Diagram): string {
  const holes = boxes.filter(({ kind }) => kind === 'hole').map(({ title }) => title);
  const missing = holes.length > 0 ? ` Missing: ${holes.join(', ')}.` : '';
  const stand = LANES.map((lane) => `${NAMES[lane]}: ${standings[lane]}`).join('; ');
  return `${stand}.${missing} The table below says the same.`;
}
