// Owns the start: the app goes into the page.
import { render } from 'preact';
import { App } from './app';
import './styles/index.css';

const root = document.getElementById('app');
if (root) render(<App />, root);
