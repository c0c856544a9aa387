// How wide a text is on a page whose font is not known: an estimate after the widest of the usual
// sans-serif fonts, so that a box made for its label holds it in any of them.

/** @param size of the font in pixels @returns pixels */
export function textWidth(text: string, size: number, bold: boolean = false): number {
  let ems = 0
  for (const one of text) ems += emsOf(one)
  return Math.ceil(ems * size * (bold ? 1.1 : 1))
}

function emsOf(one: string): number {
  if (/[ijlI|.,:;'!]/u.test(one)) return 0.32
  if (/[ frt()[\]{}"/\\-]/u.test(one)) return 0.42
  if (/[mMwWQ@%]/u.test(one)) return 0.98
  if (/[A-Z0-9_=<>+]/u.test(one)) return 0.7
  if (/[\u0020-\u024f]/u.test(one)) return 0.63
  return /[·…→←✕↻∅◦×┃]/u.test(one) ? 0.85 : 1.05
}

/** As much of a text as fits, with an ellipsis where something is missing. */
export function fitted(text: string, size: number, room: number, bold: boolean = false): string {
  if (textWidth(text, size, bold) <= room) return text
  const letters = [...text]
  let kept = ''
  for (const one of letters) {
    if (textWidth(`${kept}${one}…`, size, bold) > room) break
    kept += one
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`
}
