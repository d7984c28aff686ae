import { useId } from 'preact/hooks';

export interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it. */
  readonly error?: string | undefined;
  /** What one should know before one types. */
  readonly hint?: string;
  readonly type?: 'text' | 'datetime-local';
  readonly inputMode?: 'text' | 'decimal';
  readonly autoComplete?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
}

/** A field of a form with its label, its hint and what is wrong with it, tied together for who can't see it. */
export function Field({ label, value, onChange, error, hint, type, required = false, ...input }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const described = [hintId, errorId].filter((part) => part !== undefined).join(' ');
  const attributes = {
    ...input,
    id,
    value,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange(currentTarget.value),
    'aria-required': required,
    'aria-invalid': error !== undefined,
    ...(described !== '' && { 'aria-describedby': described }),
  };
  return (
    <div class="field">
      <label for={id}>
        {label}
        {!required && <span class="quiet small"> (if you like)</span>}
      </label>
      {hintId !== undefined && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      {type === 'datetime-local' ? (
        <input type="datetime-local" {...attributes} />
      ) : (
        <input type="text" {...attributes} />
      )}
      {errorId !== undefined && (
        <p class="error" id={errorId}>
          {error}
        </p>
      )}
    </div>
  );
}
