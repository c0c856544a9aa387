// JSON without characters that cannot be seen: what moves a terminal, turns the direction of writing
// or ends a line somewhere else is written as its code, so that a file is what it looks like.

/**
 * The same document in characters that are seen.
 * @param text JSON, in which such characters stand within texts only
 */
export const visible = (text: string): string =>
  text.replace(
    /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
