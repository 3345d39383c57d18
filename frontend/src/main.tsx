// Owns the start: the words of the browser's language, then the app into the page.
import { render } from 'preact';
import { App } from './app';
import { speak } from './strings';
import './styles/index.css';

const root = document.getElementById('app');
if (root) void speak(navigator.languages).then(() => render(<App />, root));
