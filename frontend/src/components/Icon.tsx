// Owns the few line icons, drawn on a 20-unit grid.
const PATHS = {
  alert: 'M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16M10 6v4.6M10 13.7v.1',
  done: 'M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16M6.5 10.3l2.4 2.4l4.7-5.1',
  clock: 'M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16M10 5.5V10l3 2',
  mail: 'M2.5 5.5a1.5 1.5 0 0 1 1.5-1.5h12a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H4a1.5 1.5 0 0 1-1.5-1.5zM3 5.5l7 5.5l7-5.5',
  system: 'M2.5 4.5h15v9.5h-15zM7 17h6M10 14v3',
  light: 'M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  dark: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z',
};

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
