/** Colours by the names they have in the style sheet, so that a canvas follows the theme as text does. */
export type Ink =
  | '--agent'
  | '--hold'
  | '--solo'
  | '--auto'
  | '--price'
  | '--gain'
  | '--loss'
  | '--soft'
  | '--line'
  | '--panel'
  | '--ink'
  | '--strong-line';

/** What a name stands for now. */
export function colour(ink: Ink): string {
  return getComputedStyle(document.documentElement).getPropertyValue(ink).trim();
}

/** The same name for use in a style or an SVG attribute. */
export function cssColour(ink: Ink): string {
  return `var(${ink})`;
}
