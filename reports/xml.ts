// Text for XML 1.0. What the format cannot hold, and what would move a terminal, is taken out;
// what it could mistake for its own signs is escaped.

// oxlint-disable-next-line no-control-regex -- these are what XML 1.0 cannot hold
const unfit = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/gu
const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Whatever is neither a character of XML nor harmless is gone. */
export const xmlFit = (text: string): string =>
  text.replace(/\r\n?/gu, '\n').replace(unfit, '').replace(halves, '')

/** Between tags. */
export const xmlText = (text: string): string =>
  xmlFit(text).replace(/[&<>]/gu, (sign) => signs[sign] ?? sign)

/** Between double quotes. */
export const xmlValue = (text: string): string =>
  xmlFit(text).replace(/[&<>"\n\t]/gu, (sign) => signs[sign] ?? sign)
