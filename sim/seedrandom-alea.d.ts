// The one file of seedrandom that is used: pure, without the main file's `crypto`. Its published
// types name the package's main file only.

declare module 'seedrandom/lib/alea.js' {
  /** @param seed a string, always: without one the stream is silently a fixed one */
  function alea(seed: string): {
    /** 0 <= x < 1, a multiple of 2^-32 */
    (): number
    /** an int32 */
    int32(): number
  }
  export = alea
}
