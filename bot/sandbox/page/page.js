// The page: each module mounts its part, then the store begins and tells them what there is.

import * as channels from './channels.js';
import * as clock from './clock.js';
import * as commands from './commands.js';
import * as composer from './composer.js';
import * as files from './files.js';
import * as guide from './guide.js';
import * as head from './head.js';
import * as members from './members.js';
import * as messages from './messages.js';
import * as notices from './notices.js';
import * as people from './people.js';
import * as scenes from './scenes.js';
import {begin, state} from './store.js';
import * as theme from './theme.js';

const NOBODY = 'Nobody is in this sandbox yet. Start it with a world file that names people, then reload this page.';

for (const part of [notices, clock, scenes, theme, people, channels, head, members, guide]) part.mount();
for (const part of [files, commands, messages, composer]) part.mount();

try {
  await begin();
  if (!state.person) notices.stay(NOBODY);
} catch (refusal) {
  notices.stay(refusal.status ? refusal.message : `${refusal.message} Start it, then reload this page.`);
}
