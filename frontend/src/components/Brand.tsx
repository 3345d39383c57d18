// Owns the mark and the name of the service. Ours is one lock that carries two shackles, as in public/icon.svg.
import { config } from '../lib/config';

function Mark() {
  if (config.logo) return <img src={config.logo} alt="" />;
  return (
    <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="3" aria-hidden="true">
      <path d="M6.5 16v-3.5a9.5 9.5 0 0 1 19 0V16" />
      <path d="M12.5 16v-3a3.5 3.5 0 0 1 7 0v3" />
      <path
        fill="currentColor"
        stroke="none"
        fill-rule="evenodd"
        d="M7 15h18a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4v-7a4 4 0 0 1 4-4Zm9 4.5a2 2 0 0 0-1.5 3.32V25a1.5 1.5 0 0 0 3 0v-2.18A2 2 0 0 0 16 19.5Z"
      />
    </svg>
  );
}

export function Brand({ href }: { href?: string }) {
  const inside = (
    <>
      <Mark />
      {config.appName}
    </>
  );
  return href ? (
    <a class="brand" href={href} translate={false}>
      {inside}
    </a>
  ) : (
    <p class="brand" translate={false}>{inside}</p>
  );
}
