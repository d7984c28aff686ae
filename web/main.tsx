import { render } from 'preact';
import { createApp } from './app.js';
import { AppContext } from './app-context.js';
import { loadSettings } from './session/settings.js';
import { Shell } from './ui/shell.js';

/** Starts the page. */
async function start(root: HTMLElement): Promise<void> {
  const app = createApp(await loadSettings());
  render(
    <AppContext.Provider value={app}>
      <Shell />
    </AppContext.Provider>,
    root,
  );
}

function tellFailure(root: HTMLElement): void {
  const sentence = document.createElement('p');
  sentence.className = 'notice';
  sentence.setAttribute('role', 'alert');
  sentence.textContent = 'The server cannot be reached. Reload the page in a moment.';
  root.replaceChildren(sentence);
}

const root = document.getElementById('page');
if (root !== null) start(root).catch(() => tellFailure(root));
