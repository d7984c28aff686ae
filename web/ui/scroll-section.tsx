import type { ComponentChildren } from 'preact';

interface ScrollSectionProps {
  /** What is in it, for who cannot see it. */
  readonly label: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** Something that moves sideways by itself where the window is too narrow for it. */
export function ScrollSection({ label, class: look, children }: ScrollSectionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by the keyboard too (WCAG 2.1.1).
    <section class={look} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
