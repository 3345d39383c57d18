// Owns a labelled checkbox with its error.
interface CheckProps {
  id: string;
  name: string;
  label: string;
  error?: string | undefined;
  optional?: boolean;
}

export function Check({ id, name, label, error, optional }: CheckProps) {
  return (
    <div class="field">
      <label class="check" for={id}>
        <input
          id={id}
          name={name}
          type="checkbox"
          required={!optional}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
        />
        <span>{label}</span>
      </label>
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
