/** What a season teaches, for hub and members alike: from candles to windows, one way only. Runs in a browser too. */
export {
  assetLesson,
  type AssetLesson,
  course,
  type Course,
  indexAt,
  type Lesson,
  lessonHash,
  lessonUnder,
  type Material,
  material,
  type PrivateLesson,
  type Range,
} from './lesson.ts';
export { assertFits, type Ground } from './fit.ts';
export { valueOf } from './value.ts';
