import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';

/**
 * The heading of a page, and its title. Whoever comes from another place of the page begins to read here; there is no
 * loading of a document that would tell them otherwise.
 */
export function Heading({ title, children = title }: { title: string; children?: ComponentChildren }) {
  const { navigation } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (navigation.place.get().visit > 0) heading.current?.focus({ preventScroll: true });
  }, [navigation]);
  useLayoutEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}
