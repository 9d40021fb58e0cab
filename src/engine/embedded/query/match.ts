import { parseTime } from '../types/time.ts';
import { type Condition, type Decimal, type Operator, parseDecimal } from './parse.ts';

/** Every value of every composite key (`type.key`) of some events. */
export type EventValues = ReadonlyMap<string, readonly string[]>;

function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = a.scale > b.scale ? a.scale : b.scale;
  const left = a.digits * 10n ** BigInt(scale - a.scale);
  const right = b.digits * 10n ** BigInt(scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Whether one value satisfies a condition. Values that are no number (or time) never satisfy a numeric one. */
export function valueMatches({ operator, operand }: Condition, value: string): boolean {
  if (operand === undefined) return true;
  switch (operand.kind) {
    case 'string':
      return operator === 'CONTAINS' ? value.includes(operand.text) : value === operand.text;
    case 'number': {
      const number = parseDecimal(value);
      return number !== undefined && holds(operator, compareDecimals(number, operand.value));
    }
    case 'time': {
      const time = parseTime(value) ?? parseTime(`${value}T00:00:00Z`);
      if (time === undefined) return false;
      return holds(operator, time < operand.time ? -1 : time > operand.time ? 1 : 0);
    }
  }
}

/** Whether every condition holds for some value: what decides on a subscription. */
export function matches(conditions: readonly Condition[], values: EventValues): boolean {
  return conditions.every((condition) => values.get(condition.tag)?.some((value) => valueMatches(condition, value)));
}
