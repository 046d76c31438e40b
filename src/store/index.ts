/** Database and content-addressed blobs. */
export { type Blobs, openBlobs } from './blobs.ts';
export {
  type Durability,
  type Migration,
  openDatabase,
  storageFault,
  transaction,
} from './database.ts';
export { keyFile, writeWhole } from './keyfile.ts';
export { makeFolder } from './folder.ts';
