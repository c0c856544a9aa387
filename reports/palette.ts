// The colours of pages and pictures, in two themes. Each is computed to be told from the ground it
// stands on (palette.test.ts); no colour is ever the only sign of anything.

export interface Palette {
  readonly ground: string
  readonly panel: string
  /** hairlines and lanes of clients: they only structure, nothing is read from them */
  readonly rule: string
  readonly ink: string
  readonly faint: string
  readonly ok: string
  readonly onOk: string
  readonly unknown: string
  readonly unknownEdge: string
  readonly onUnknown: string
  readonly failed: string
  readonly onFailed: string
  /** messages and worldlines */
  readonly neutral: string
  readonly added: string
  /** of terms, one after the other and from the first again; the term is always printed beside */
  readonly terms: readonly [string, string, string, string, string, string]
}

export const light: Palette = {
  ground: '#FFFFFF',
  panel: '#F5F6F8',
  rule: '#D8DCE2',
  ink: '#14181D',
  faint: '#5B6470',
  ok: '#1D5BF4',
  onOk: '#FFFFFF',
  unknown: '#F2B233',
  unknownEdge: '#6B4A00',
  onUnknown: '#14181D',
  failed: '#C8230B',
  onFailed: '#FFFFFF',
  neutral: '#5B6470',
  added: '#00702E',
  terms: ['#2F6BFF', '#7A3E12', '#00897B', '#B32DB5', '#8A7A00', '#3A2A8C'],
}

export const dark: Palette = {
  ground: '#0F1419',
  panel: '#161C24',
  rule: '#2B333D',
  ink: '#E9EDF2',
  faint: '#9AA4B2',
  ok: '#0EA3FF',
  onOk: '#0F1419',
  unknown: '#F0AF2D',
  unknownEdge: '#F0AF2D',
  onUnknown: '#0F1419',
  failed: '#FF5A4D',
  onFailed: '#0F1419',
  neutral: '#9AA4B2',
  added: '#4FD07F',
  terms: ['#1BC5FA', '#F9C05F', '#4E9A6B', '#E06BC0', '#9A8A2E', '#8F6BFF'],
}

/** What the reader's own system paints with, where it insists. */
export const system: Palette = {
  ground: 'Canvas',
  panel: 'Canvas',
  rule: 'GrayText',
  ink: 'CanvasText',
  faint: 'CanvasText',
  ok: 'CanvasText',
  onOk: 'Canvas',
  unknown: 'Canvas',
  unknownEdge: 'CanvasText',
  onUnknown: 'CanvasText',
  failed: 'Highlight',
  onFailed: 'HighlightText',
  neutral: 'CanvasText',
  added: 'CanvasText',
  terms: ['CanvasText', 'CanvasText', 'CanvasText', 'CanvasText', 'CanvasText', 'CanvasText'],
}
