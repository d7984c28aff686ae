import { Component, type ComponentChildren } from 'preact';
import { Notice } from './notice.js';

interface BoundaryProps {
  readonly children: ComponentChildren;
}

/** Keeps a mistake of one page from taking the menu along, and says that there was one. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    // Handled is not forgotten: the console of the browser has it.
    reportError(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice kind="bad" loud>
        <p>Something broke here, and it is our mistake. Reload the page, or go on with the menu above.</p>
      </Notice>
    );
  }
}
