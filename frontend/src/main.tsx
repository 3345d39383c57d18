// Owns the start: the words of the browser's language, then the app into the page.
import { render } from 'preact';
import { App } from './app';
import { wanted } from './lib/language';
import { speak } from './strings';
import './styles/index.css';

const root = document.getElementById('app');
if (root) void speak(wanted()).then(() => render(<App />, root));
