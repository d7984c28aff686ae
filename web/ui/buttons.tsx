import type { ComponentChildren } from 'preact';
import type { Action } from './use-action.js';

interface ButtonProps {
  readonly action: Action;
  readonly children: ComponentChildren;
  /** What it says while it is being done. */
  readonly busy: string;
  readonly kind?: 'second' | 'danger';
}

/** Does something when it is pressed. It keeps the focus while it is being done, which a disabled button would lose. */
export function ActionButton({ action, children, busy, kind }: ButtonProps) {
  return (
    <button
      type="button"
      onClick={() => action.run()}
      aria-disabled={action.busy}
      {...(kind !== undefined && { class: kind })}
    >
      {action.busy ? busy : children}
    </button>
  );
}

type SubmitButtonProps = Omit<ButtonProps, 'kind' | 'action'> & { readonly action: Pick<Action, 'busy'> };

/** Sends the form that it stands in. */
export function SubmitButton({ action, children, busy }: SubmitButtonProps) {
  return (
    <button type="submit" aria-disabled={action.busy}>
      {action.busy ? busy : children}
    </button>
  );
}
