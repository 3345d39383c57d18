// Owns the line icons, all drawn on a 20-unit grid with one pen.
const RING = 'M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16';
const SCREEN = 'M3.5 4h13a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1M7 17h6M10 14v3';

const PATHS = {
  alert: `${RING}M10 6v4.6M10 13.7v.1`,
  done: `${RING}M6.5 10.3l2.4 2.4l4.7-5.1`,
  clock: `${RING}M10 5.5V10l3 2`,
  mail: 'M2.5 5.5A1.5 1.5 0 0 1 4 4h12a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 16 16H4a1.5 1.5 0 0 1-1.5-1.5zM3 5.5l7 5.5l7-5.5',
  system: SCREEN,
  computer: SCREEN,
  phone: 'M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1M9 14.8h2',
  program: 'M3.5 3.5h13a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1M6 7.5L8.5 10L6 12.5M10.5 13H14',
  light:
    'M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  dark: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z',
  user: 'M10 3a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M3.5 17a6.5 6.5 0 0 1 13 0',
  group: 'M7.5 4a3 3 0 1 0 0 6a3 3 0 1 0 0-6M2 16.5a5.5 5.5 0 0 1 11 0M12.5 4.3a3 3 0 0 1 0 5.4M14.8 12.2a5.5 5.5 0 0 1 3.2 4.3',
  app: 'M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z',
  shield: 'M10 2.5l6 2v5c0 4-2.6 6.6-6 8c-3.4-1.4-6-4-6-8v-5zM7.5 10l1.8 1.8l3.3-3.6',
  key: 'M6.5 10.5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M8.7 11.3l7.8-7.8M13.5 6.5L16 9M11 9l1.8 1.8',
  lock: 'M5 9h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9',
  activity: 'M2 10h3.5l2.5-6l4 12l2.5-6H18',
  codes: 'M3.5 4h13a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1M5.5 8h3.5M11 8h3.5M5.5 12h3.5M11 12h3.5',
  copy: 'M8 7h8a.5.5 0 0 1 .5.5v9a.5.5 0 0 1-.5.5H8a.5.5 0 0 1-.5-.5v-9A.5.5 0 0 1 8 7M12.5 7V3.5A.5.5 0 0 0 12 3H4a.5.5 0 0 0-.5.5v9a.5.5 0 0 0 .5.5h3.5',
  download: 'M10 3v9.5M6 9l4 4l4-4M3.5 16.5h13',
  print: 'M6 7V3h8v4M6 14H3.5V7h13v7H14M6 11.5h8V17H6z',
  trash: 'M3.5 5.5h13M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5',
  leave: 'M8 3.5H4v13h4M12 6.5l3.5 3.5l-3.5 3.5M15.5 10H8',
  language: `${RING}M2 10h16M10 2c-4.5 4.8-4.5 11.2 0 16M10 2c4.5 4.8 4.5 11.2 0 16`,
  search: 'M9 3a6 6 0 1 0 0 12a6 6 0 1 0 0-12M13.4 13.4l4.1 4.1',
  offline: 'M3 3l14 14M5.6 6.4A4.2 4.2 0 0 0 6 14.8h8.4M8.3 4.9a4.8 4.8 0 0 1 6.9 3.9a3 3 0 0 1 2 4.6',
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
