// Owns an email address within a sentence: no translation touches it.
export function Address({ email }: { email: string }) {
  return (
    <strong class="address" translate={false}>
      {email}
    </strong>
  );
}
