// Units and identities. Identities are branded: made at a door, never computed. Quantities are
// flavored: arithmetic flows in, and one unit cannot be passed for another by its type name.

declare const unit: unique symbol

/** An identity: only a door (a parser, the kernel) makes one. */
export type Branded<Base, Name extends string> = Base & { readonly [unit]: Name }

/** A quantity: plain arithmetic may flow in, two different units never mix. */
export type Flavored<Base, Name extends string> = Base & { readonly [unit]?: Name }

/** Name of a node (letters, then digits), or an address of the real world. */
export type NodeId = Branded<string, 'NodeId'>

/** An operation of the client history, unique within a run. */
export type OpId = Branded<number, 'OpId'>

/** An event of a trace, counted from 1. */
export type EventId = Branded<number, 'EventId'>

/** Integer microseconds. */
export type Micros = Flavored<number, 'Micros'>

/** A reign of a leader, from 1; 0: none yet. */
export type Term = Flavored<number, 'Term'>

/** Place in a replicated log, from 1; 0: before the first. */
export type LogIndex = Flavored<number, 'LogIndex'>

/** Parts per million. */
export type Ppm = Flavored<number, 'Ppm'>

/** Makes a node's identity. The caller stands at a door and has checked the text. */
export const nodeId = (text: string): NodeId => text as NodeId

export const us = (count: number): Micros => Math.round(count)
export const ms = (count: number): Micros => Math.round(count * 1_000)
export const seconds = (count: number): Micros => Math.round(count * 1_000_000)
export const minutes = (count: number): Micros => Math.round(count * 60_000_000)
