// Prints a line of the fault notation in its normal form: the order of the grammar, no needless
// words, one way to say each thing. Reading it back gives the same line.

import type { Filter, Place } from './fault.ts'
import {
  type Cut,
  type Damage,
  type FaultLine,
  type Instant,
  type LinkSelector,
  type NodeSelector,
  type Nodes,
  reservedWords,
  type Selection,
} from './notation.ts'
import {
  printDuration,
  printPercent,
  printQuoted,
  printRate,
  printSigned,
  printSize,
  printSpan,
} from './notation-values.ts'
import type { Ppm } from './units.ts'

/** `crash n1 @ 1s restart +200ms` */
export function printFault(line: FaultLine): string {
  const words = [printDamage(line.damage)]
  if (line.at !== null) words.push(`@ ${printInstant(line.at)}`)
  if (line.lasts !== null) words.push(`for ${printSpan(line.lasts)}`)
  if (line.every !== null) {
    const { span, times } = line.every
    words.push(`every ${printSpan(span)}${times === null ? '' : ` times ${times}`}`)
  }
  if (line.restart !== null) {
    words.push(`restart ${line.restart === 'never' ? 'never' : `+${printSpan(line.restart)}`}`)
  }
  if (line.lose !== null) words.push(`lose ${line.lose}`)
  return words.join(' ')
}

function printDamage(damage: Damage): string {
  return partsOf(damage)
    .filter((part) => part !== '')
    .join(' ')
}

function partsOf(damage: Damage): string[] {
  switch (damage.kind) {
    case 'drop':
      return ['drop', share(damage.ppm), printSelection(damage.messages)]
    case 'burst':
      return ['drop burst', ...spells(damage), printSelection(damage.messages)]
    case 'duplicate': {
      const later = damage.later === null ? '' : `later ${printSpan(damage.later)}`
      return ['duplicate', share(damage.ppm), later, printSelection(damage.messages)]
    }
    case 'reorder': {
      const by = damage.by === null ? '' : `by ${printSpan(damage.by)}`
      return ['reorder', share(damage.ppm), by, printSelection(damage.messages)]
    }
    case 'corrupt': {
      const how = damage.unchecked ? `${damage.how} unchecked` : damage.how
      return ['corrupt', share(damage.ppm), how, printSelection(damage.messages)]
    }
    case 'hold':
    case 'release':
      return [damage.kind, printSelection(damage.messages)]
    case 'delay':
      return ['delay', printSpan(damage.extra), printSelection(damage.messages)]
    case 'bandwidth': {
      const { queue, policy, link } = damage
      const waiting = queue === null ? '' : `queue ${printSize(queue)} ${policy}`
      return ['bandwidth', printRate(damage.bytesPerSecond), waiting, printLink(link)]
    }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
    case 'heal':
      return [damage.kind, printLink(damage.link)]
    case 'partition':
      return ['partition', printCut(damage.cut)]
    case 'bridge':
      return ['bridge', damage.node ?? '']
    case 'majorities-ring':
      return ['majorities-ring']
    case 'slow':
      return ['slow', printSpan(damage.step), printNodes(damage.nodes)]
    case 'clock-step':
      return ['clock step', printSigned(damage.by, printDuration), printNodes(damage.nodes)]
    case 'clock-drift':
      return [
        'clock drift',
        printSigned(damage.ppm, (ppm) => `${ppm}ppm`),
        printNodes(damage.nodes),
      ]
    case 'clock-strobe':
      return ['clock strobe', `±${printDuration(damage.by)}`, printNodes(damage.nodes)]
    case 'clock-coarse':
      return ['clock coarse', printDuration(damage.tick), printNodes(damage.nodes)]
    case 'disk-slow':
      return ['disk slow', printSpan(damage.by), printNodes(damage.nodes)]
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-misdirect':
    case 'disk-phantom':
      return [damage.kind.replace('-', ' '), share(damage.ppm), printNodes(damage.nodes)]
    case 'clock-freeze':
    case 'clock-reset':
    case 'disk-full':
    case 'disk-stall':
    case 'disk-torn':
    case 'disk-lying-sync':
      return [damage.kind.replace('-', ' '), printNodes(damage.nodes)]
    default:
      return [damage.kind, printNodes(damage.nodes)]
  }
}

const share = (ppm: Ppm): string => (ppm === 1_000_000 ? '' : printPercent(ppm))

/** Loss in good is said only when it is not 0, loss in bad only when that or not 100 %. */
function spells(burst: Extract<Damage, { kind: 'burst' }>): string[] {
  const said = [burst.intoPpm, burst.outPpm]
  if (burst.goodPpm !== 0 || burst.badPpm !== 1_000_000) said.push(burst.badPpm)
  if (burst.goodPpm !== 0) said.push(burst.goodPpm)
  return said.map(printPercent)
}

const printNodes = (nodes: Nodes): string => nodes.map(printNode).join(',')

function printNode(node: NodeSelector): string {
  if (node.kind === 'named') return node.name
  if (node.kind !== 'random') return node.kind
  return `random ${node.size === 1 ? 'one' : node.size}`
}

function printLink(link: LinkSelector | null): string {
  if (link === null) return ''
  if (link.kind === 'of') return printNodes(link.nodes)
  const arrow = link.kind === 'one-way' ? '->' : '-'
  return `${printNodes(link.from)}${arrow}${printNodes(link.to)}`
}

function printCut(cut: Cut): string {
  if (cut.kind === 'groups') return cut.groups.map(printNodes).join(' | ')
  if (cut.kind === 'link') return printLink(cut.link)
  return cut.kind === 'off' ? printNodes(cut.nodes) : cut.kind
}

function printSelection(messages: Selection): string {
  const words = [printLink(messages.link), printFilter(messages.filter)]
  return words.filter((word) => word !== '').join(' ')
}

/** Which messages, in words of the notation; '' for all. */
function printFilter(filter: Filter): string {
  const words: string[] = []
  if (filter.kinds !== null) {
    const { first, last } = filter
    const count = first === null ? '' : `#${first}${last === first ? '' : `..${last}`}`
    words.push(`kind ${filter.kinds.map(printWord).join(',')}${count}`)
  }
  if (filter.where !== null) {
    const { path, op, value } = filter.where
    const field = /^[^\s"#:=!<>]+$/.test(path) ? path : printQuoted(path)
    words.push(`where ${field} ${op} ${printValue(value)}`)
  }
  return words.join(' ')
}

/** A number or a truth as it is, a text bare where it can be mistaken for nothing else. */
function printValue(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  const bare = /^[A-Za-z_][\w./-]*$/.test(value) && value !== 'true' && value !== 'false'
  return bare ? value : printQuoted(value)
}

/** A kind of message or a goal: bare, or in quotes. */
function printWord(word: string): string {
  const bare = /^[A-Za-z_]\w*(-[A-Za-z_]\w*)*$/.test(word) && !reservedWords.has(word)
  return bare ? word : printQuoted(word)
}

function printInstant(instant: Instant): string {
  switch (instant.kind) {
    case 'time':
      return printDuration(instant.time)
    case 'between':
      return `${printDuration(instant.min)}..${printDuration(instant.max)}`
    case 'on':
    case 'before':
      return `${instant.kind} ${printWord(instant.message)}${counted(instant.nth)}`
    case 'after-persist':
      return `after persist${counted(instant.nth)}`
    case 'after-send':
      return `after send ${printWord(instant.message)}${counted(instant.nth)}`
    case 'goal': {
      const taken = instant.goal === 'persist' || instant.goal === 'send'
      return `after ${taken ? printQuoted(instant.goal) : printWord(instant.goal)}`
    }
    case 'place':
      return `at ${printPlace(instant.place)}`
    case 'role':
      return `when ${instant.role}`
  }
}

const counted = (nth: number): string => (nth === 1 ? '' : `#${nth}`)

/** `append#3 n1>n2 sent 1` */
const printPlace = (place: Place): string =>
  `${place.step} ${place.at}${place.at === 'early' || place.at === 'sent' ? ` ${place.nth}` : ''}`
