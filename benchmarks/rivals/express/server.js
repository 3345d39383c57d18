// A minimal Express application of the usual kind: a signed token in a cookie, its account read from SQLite at
// each request. `node server.js FILE PORT PROCESSES ACCOUNTS` prints the tokens as JSON, then serves.
import cluster from 'node:cluster';
import Database from 'better-sqlite3';
import express from 'express';
import jwt from 'jsonwebtoken';
import speakeasy from 'speakeasy';

const [file, port, processes, accounts] = process.argv.slice(2);
const SECRET = 'a-key-of-the-benchmark-0123456789abcdef';
const COOKIE = /(?:^|; )token=([^;]*)/;

const database = new Database(file);
database.pragma('journal_mode = WAL');

function seed() {
  database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, version INTEGER, secret TEXT)');
  const insert = database.prepare('INSERT INTO users (email, version, secret) VALUES (?, 0, ?)');
  return Array.from({ length: Number(accounts) }, (_, number) => {
    const { lastInsertRowid } = insert.run(`person${number}@example.com`, speakeasy.generateSecret().base32);
    return jwt.sign({ version: 0, factor: true }, SECRET, { subject: String(lastInsertRowid), expiresIn: '1d' });
  });
}

function serve() {
  const find = database.prepare('SELECT id, email, version FROM users WHERE id = ?');
  const app = express();
  app.get('/health', (_, response) => response.json({ status: 'ok' }));
  app.get('/me', (request, response) => {
    try {
      const claims = jwt.verify(COOKIE.exec(request.headers.cookie ?? '')[1], SECRET);
      const user = find.get(claims.sub);
      if (user?.version !== claims.version) throw new Error('signed out');
      response.json({ user: { id: user.id, email: user.email } });
    } catch {
      response.status(401).json({ message: 'Sign in.' });
    }
  });
  app.listen(Number(port), '127.0.0.1');
}

if (cluster.isPrimary) {
  console.log(JSON.stringify(seed()));
  for (let number = 0; number < Number(processes); number += 1) cluster.fork({ NODE_ENV: 'production' });
} else {
  serve();
}
