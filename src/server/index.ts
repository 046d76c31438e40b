/** HTTP, events, the members' processes: the hub. */
export { type Hub, type HubOptions, startHub } from './hub.ts';
