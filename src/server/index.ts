/** HTTP, events, the members' processes: the hub; and the same operations on a deployment elsewhere, without one. */
export { ABROAD, type AbroadHandlers, abroadAnswers, orderStands } from './abroad/answers.ts';
export { type Abroad, type AbroadOptions, ME, openAbroad } from './abroad/open.ts';
export { type Hub, type HubOptions, startHub } from './hub.ts';
