import type { ComponentChildren } from 'preact';

export interface LinkProps {
  /** A path of the page. */
  readonly to: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  /** Whether it leads to where one is. */
  readonly current?: boolean;
}

/** A link to another place of the page: a real one, which can be opened elsewhere and copied. */
export function Link({ to, children, current = false, ...others }: LinkProps) {
  return (
    <a href={to} data-page {...others} {...(current && { 'aria-current': 'page' })}>
      {children}
    </a>
  );
}
