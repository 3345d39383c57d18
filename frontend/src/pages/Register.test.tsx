// Promises of registering: one answer for every address, a refusal beside its field, and a way back from a typing slip.
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { config } from '../lib/config';
import { refusal, serve, show, type Reply } from '../testing';
import { Register } from './Register';

function open(reply: Reply) {
  const calls = serve({ 'POST /register': reply });
  show(<Register />, '/register');
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: ' jane@example.com ' } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'correct horse battery' } });
  fireEvent.click(screen.getByRole('button', { name: 'Create account' }));
  return calls;
}

it('asks to look into the mail, and leaves out a name that was not given', async () => {
  const calls = open({ status: 201, body: { message: 'ok' } });
  expect(await screen.findByRole('heading', { name: 'Check your mail' })).toBeTruthy();
  expect(calls).toEqual(['POST /register {"email":"jane@example.com","password":"correct horse battery"}']);
});

it('lets a wrong address be mended', async () => {
  open({ status: 201, body: { message: 'ok' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Start again' }));
  expect(await screen.findByRole('heading', { name: 'Create an account' })).toBeTruthy();
});

it('shows why a password was refused beside the field, and focuses it', async () => {
  open(refusal(400, 'invalid_request', { fields: { password: ['This password is too common.'] } }));
  expect(await screen.findByText('This password is too common.')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Password')));
});

it.each([
  ['invited', 'You need an invitation'],
  ['closed', 'Registration is closed'],
])('shows no form where the door is %s, but whom to ask', (door, title) => {
  Object.assign(config, { registration: door, support: 'help@example.com' });
  show(<Register />, '/register');
  expect(screen.getByRole('heading', { name: title })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'help@example.com' })).toBeTruthy();
  expect(screen.queryByLabelText('Email')).toBeNull();
});

it('names the domains that need no invitation, and refuses another one before it is sent', async () => {
  config.registration = '@example.org,@example.net';
  const calls = open({ status: 201, body: { message: 'ok' } });
  expect(screen.getByText(/An address that ends in @example.org or @example.net needs no invitation/)).toBeTruthy();
  expect(await screen.findByText(/Use an address that ends in/)).toBeTruthy();
  expect(calls).toEqual([]);
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: 'jane@example.net' } });
  fireEvent.click(screen.getByRole('button', { name: 'Create account' }));
  expect(await screen.findByRole('heading', { name: 'Check your mail' })).toBeTruthy();
});
