// Promises that who cannot go on is shown whom to ask, where the operator named somebody.
import { render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { expect, it } from 'vitest';
import { config } from '../lib/config';
import { Failed } from '../pages/Failed';

const broken = () =>
  render(
    <LocationProvider>
      <Failed />
    </LocationProvider>,
  );

it.each([
  ['help@example.com', 'help@example.com', 'mailto:help@example.com'],
  ['https://wiki.example.com/help/', 'wiki.example.com/help', 'https://wiki.example.com/help/'],
])('shows %s on the page that stands in for a broken one', (support, text, href) => {
  config.support = support;
  broken();
  expect(screen.getByRole('link', { name: text }).getAttribute('href')).toBe(href);
});

it('promises nobody where nobody is named', () => {
  broken();
  expect(screen.queryByText(/Need help/)).toBeNull();
});
