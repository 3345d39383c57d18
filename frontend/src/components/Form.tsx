// Owns a form: values out on submit, and the focus on the first field that was refused.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ApiError } from '../api/http';

export type Values = Record<string, string>;

interface FormProps {
  onSubmit: (values: Values) => void;
  error: ApiError | null;
  children: ComponentChildren;
  label?: string;
}

function read(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') values[name] = value;
  return values;
}

export function Form({ onSubmit, error, children, label }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const refused = error && form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]');
    refused?.focus();
    refused?.select();
  }, [error]);
  return (
    <form
      ref={form}
      class="stack"
      method="post"
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(read(event.currentTarget));
      }}
    >
      {children}
    </form>
  );
}
